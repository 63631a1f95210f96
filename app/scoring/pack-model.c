/* acutance-pack-model: what makes of a trained model one that is shipped.  Half precision, and the
 * metadata that only whoever ships it can know. */
#include "app/imaging/protocol.h"
#include "compute/weights/checkpoint.h"

#include <stdio.h>
#include <stdlib.h>

static void
replace (char **text, char *replacement)
{
  if (replacement == NULL)
    return;
  g_free (*text);
  *text = g_strdup (replacement);
}

static gboolean
pack (const char *from,
      const char *to,
      char *protocol,
      char *licence,
      char *provenance,
      GError **error)
{
  g_autoptr (AcuModelFile) file = acu_checkpoint_open (from, NULL, error);
  AcuProtocol parsed;

  if (file == NULL || (protocol != NULL && !acu_protocol_parse (protocol, &parsed, error)))
    return FALSE;
  replace (&file->architecture->protocol, protocol);
  replace (&file->licence, licence);
  replace (&file->provenance, provenance);
  return acu_model_file_save (file, ACU_ELEMENT_F16, to, error);
}

int
main (int argc, char **argv)
{
  g_autofree char *protocol = NULL, *licence = NULL, *provenance = NULL;
  const GOptionEntry entries[] = {
      {"protocol", 0, 0, G_OPTION_ARG_STRING, &protocol, "How pictures become patches", "P"},
      {"licence", 0, 0, G_OPTION_ARG_STRING, &licence, "Of the weights", "NAME"},
      {"provenance", 0, 0, G_OPTION_ARG_STRING, &provenance, "Where they come from", "TEXT"},
      {NULL},
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("FROM.safetensors TO.safetensors");
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 3) {
    fprintf (stderr, "%s: %s\n", argv[0],
             error != NULL ? error->message : "two files are to be named");
    return EXIT_FAILURE;
  }
  if (!pack (argv[1], argv[2], protocol, licence, provenance, &error)) {
    fprintf (stderr, "%s: %s\n", argv[0], error->message);
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
