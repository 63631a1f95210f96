#include "sidecar-fixture.h"

#include <string.h>

const char acu_fixture_lightroom[] =
    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\" x:xmptk=\"Adobe XMP Core 7.0-c000 1.000000\">\n"
    " <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
    "  <rdf:Description rdf:about=\"\"\n"
    "    xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\"\n"
    "    xmlns:crs=\"http://ns.adobe.com/camera-raw-settings/1.0/\"\n"
    "    xmlns:xmpMM=\"http://ns.adobe.com/xap/1.0/mm/\"\n"
    "    xmlns:stEvt=\"http://ns.adobe.com/xap/1.0/sType/ResourceEvent#\"\n"
    "   xmp:CreatorTool=\"Adobe Lightroom &quot;Classic&quot; 13.1\"\n"
    "   xmp:Rating=\"2\"\n"
    "   xmp:Label=\"Yellow\"\n"
    "   crs:Exposure2012=\"+0.35\"\n"
    "   crs:HasSettings=\"True\">\n"
    "   <crs:ToneCurvePV2012>\n"
    "    <rdf:Seq>\n"
    "     <rdf:li>0, 0</rdf:li>\n"
    "     <rdf:li>255, 255</rdf:li>\n"
    "    </rdf:Seq>\n"
    "   </crs:ToneCurvePV2012>\n"
    "   <xmpMM:History>\n"
    "    <rdf:Seq>\n"
    "     <rdf:li stEvt:action=\"saved\" xmp:Rating=\"5\"/>\n"
    "    </rdf:Seq>\n"
    "   </xmpMM:History>\n"
    "  </rdf:Description>\n"
    " </rdf:RDF>\n"
    "</x:xmpmeta>\n";

const char acu_fixture_darktable[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\" x:xmptk=\"XMP Core 4.4.0-Exiv2\">\n"
    " <rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\n"
    "  <!-- <rdf:Description xmp:Rating=\"1\"> -->\n"
    "  <rdf:Description rdf:about=\"\"\n"
    "    xmlns:darktable=\"http://darktable.sf.net/\"\n"
    "   darktable:history_end=\"4\">\n"
    "   <darktable:colorlabels>\n"
    "    <rdf:Seq>\n"
    "     <rdf:li>1</rdf:li>\n"
    "    </rdf:Seq>\n"
    "   </darktable:colorlabels>\n"
    "   <darktable:history>\n"
    "    <rdf:Seq>\n"
    "     <rdf:li\n"
    "      darktable:num=\"0\"\n"
    "      darktable:operation=\"exposure\"\n"
    "      darktable:params=\"gz12eJxjYGBgYAFiCQYYOOHEgAZY0QVwggZ7CB6pfNoAAE4gGQg=\"/>\n"
    "    </rdf:Seq>\n"
    "   </darktable:history>\n"
    "  </rdf:Description>\n"
    "  <rdf:Description rdf:about=''\n"
    "    xmlns:xap='http://ns.adobe.com/xap/1.0/'\n"
    "   xap:Rating='-1'/>\n"
    " </rdf:RDF>\n"
    "</x:xmpmeta>\n";

const char acu_fixture_digikam[] =
    "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\" x:xmptk=\"XMP Core 4.4.0-Exiv2\">\n"
    " <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
    "  <rdf:Description rdf:about=\"\"\n"
    "    xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\"\n"
    "    xmlns:digiKam=\"http://www.digikam.org/ns/1.0/\"\n"
    "    xmlns:dc=\"http://purl.org/dc/elements/1.1/\"\n"
    "    xmlns:MicrosoftPhoto=\"http://ns.microsoft.com/photo/1.0/\">\n"
    "   <digiKam:PickLabel>3</digiKam:PickLabel>\n"
    "   <digiKam:ColorLabel>4</digiKam:ColorLabel>\n"
    "   <xmp:Rating>\n    4.0\n   </xmp:Rating>\n"
    "   <xmp:Label/>\n"
    "   <MicrosoftPhoto:Rating>75</MicrosoftPhoto:Rating>\n"
    "   <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">K\xc3\xbc"
    "che &amp; Bad <![CDATA[<xmp:Rating>]]></rdf:li></rdf:Alt></dc:title>\n"
    "  </rdf:Description>\n"
    " </rdf:RDF>\n"
    "</x:xmpmeta>\n"
    "                                                              \n"
    "<?xpacket end=\"w\"?>";

AcuXmp
acu_fixture_read_xmp (const char *text, gsize size)
{
  g_autoptr (GError) error = NULL;
  AcuXmp xmp;

  acu_xmp_read (text, size, &xmp, &error);
  g_assert_no_error (error);
  return xmp;
}

char *
acu_fixture_replace (const char *text, const char *from, const char *to)
{
  const char *at = strstr (text, from);
  g_autofree char *head = NULL;

  g_assert_nonnull (at);
  head = g_strndup (text, (gsize)(at - text));
  return g_strconcat (head, to, at + strlen (from), NULL);
}
