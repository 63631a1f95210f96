/* The resize, against hashes computed with Pillow 9.4.0, and the protocols built on it. */
#include "app/imaging/error.h"
#include "app/imaging/protocol.h"
#include "app/imaging/resize.h"
#include "picture-fixture.h"

#include <string.h>

typedef struct {
  int width, height; /* of noise made by acu_fixture_make_noise() */
  int to_width, to_height;
  const char *sha256; /* of Image.resize ((to_width, to_height), BILINEAR).tobytes () */
} Case;

static const Case cases[] = {
    {1, 1, 1, 1, "c3623df2fb150e8acc6f7c8031751588a1f79ca0b6bfb35af1f9f46d04242593"},
    {1, 1, 7, 5, "85b67ca59bea4b28e54d77f7780375909915c95059e044b2681b9c63cb5640cd"},
    {2, 3, 1, 1, "15625b61690c08b903e3120fd783fa0787168ee0b8254c4a9c2588d7e586d54a"},
    {3, 2, 300, 200, "457db9c4ae5afb84bf8c09609ac58993f0f0576ba2e221bb1f75960f284d6160"},
    {33, 65, 32, 64, "107b68e34c0ef09981c8034fbdc2ed4b72d01b3b31244d8f6c0ed64526724543"},
    {31, 63, 97, 211, "ecc106d47ed8dcb8f483ebc70e04a7fb3e9bb3fc34a256a082592cc42ec87469"},
    {223, 224, 224, 225, "4efec0405eb46879b1becf745d75450dd6bd0c6638d09333cef4b0b0bf62d984"},
    {640, 480, 384, 512, "df1ce7449a681f94527c30bdb01e9a69429ec635192c0961eaa5d8b7252d326b"},
    {640, 480, 640, 100, "7bf5d9196adef76dd262c7b29ff98638071fc0429104bf2ecbb7224af2ce03e8"},
    {640, 480, 100, 480, "2ddead152d52be4c3c8da868107f3f4eda5e381a555920b4ad7606d92eec0b49"},
    {1000, 3, 7, 224, "d29e4eaca718c96571c1dd5e962e5ea6dead8718004e8d9f3b5918ebdb2bae03"},
    {3, 1000, 224, 7, "e300156b6d32699a65db39002bbbccdbf1b90a174f63865ab0aa2883437ab370"},
    {1031, 769, 384, 512, "3e03830cd73b379d209be36986290c2db9596d1493a84c78d600e15ad7de4088"},
};

static AcuImage *
make_image (int width, int height)
{
  AcuImage *image = acu_image_new (width, height, NULL);
  g_autofree guint8 *noise = acu_fixture_make_noise (acu_image_get_bytes (image));

  memcpy (image->pixels, noise, acu_image_get_bytes (image));
  return image;
}

static void
test_pillow (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    const Case *c = &cases[i];
    g_autoptr (GError) error = NULL;
    g_autoptr (AcuImage) image = make_image (c->width, c->height);
    g_autoptr (AcuImage) result = acu_image_resize (image, c->to_width, c->to_height, &error);
    g_autofree char *got = NULL;

    g_assert_no_error (error);
    g_assert_cmpint (result->width, ==, c->to_width);
    g_assert_cmpint (result->height, ==, c->to_height);
    got = g_compute_checksum_for_data (G_CHECKSUM_SHA256, result->pixels,
                                       acu_image_get_bytes (result));
    g_assert_cmpstr (got, ==, c->sha256);
  }
}

static void
test_facts_are_kept (void)
{
  g_autoptr (AcuImage) image = make_image (20, 10);
  g_autoptr (AcuImage) same = acu_image_resize (image, 20, 10, NULL);
  g_autoptr (AcuImage) smaller = NULL;

  g_assert_true (same == image);
  image->orientation = 6;
  image->icc_converted = TRUE;
  acu_image_warn (image, "%s", "one");
  acu_image_warn (image, "%s", "two");
  smaller = acu_image_resize (image, 5, 5, NULL);
  g_assert_cmpint (smaller->orientation, ==, 6);
  g_assert_true (smaller->icc_converted);
  g_assert_cmpint (smaller->original_width, ==, 20);
  g_assert_cmpstr (smaller->warnings, ==, "one\ntwo");
}

static void
test_impossible_sizes (void)
{
  g_autoptr (AcuImage) image = make_image (2, 2);
  const int sizes[][2] = {{0, 2}, {2, 0}, {-1, -1}};

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (acu_image_resize (image, sizes[i][0], sizes[i][1], &error));
    g_assert_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_SIZE);
  }
}

static void
test_protocol_text (void)
{
  const char *const good[] = {"native", "koniq", "long-side:512"};
  const char *const bad[] = {"",
                             "Native",
                             "koniq ",
                             "long-side",
                             "long-side:",
                             "long-side:15",
                             "long-side:1e3",
                             "long-side:-224",
                             "long-side:65536"};
  AcuProtocol protocol;

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autofree char *text = NULL;

    g_assert_true (acu_protocol_parse (good[i], &protocol, NULL));
    text = acu_protocol_to_string (&protocol);
    g_assert_cmpstr (text, ==, good[i]);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (acu_protocol_parse (bad[i], &protocol, &error));
    g_assert_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_ARGUMENT);
    g_assert_nonnull (strstr (error->message, bad[i]));
  }
}

typedef struct {
  const char *protocol;
  int width, height, patch;
  int to_width, to_height;
  gboolean enlarged;
} SizeCase;

static void
test_protocol_sizes (void)
{
  static const SizeCase sizes[] = {
      {"native", 4000, 3000, 224, 4000, 3000, FALSE},
      {"native", 224, 224, 224, 224, 224, FALSE},
      {"native", 100, 200, 224, 224, 448, TRUE},
      {"native", 500, 223, 224, 502, 224, TRUE},
      {"koniq", 1024, 768, 224, 384, 512, FALSE},
      {"koniq", 1, 1, 224, 384, 512, FALSE},
      {"koniq", 1024, 768, 400, 400, 533, TRUE},
      {"long-side:512", 1024, 768, 224, 512, 384, FALSE},
      {"long-side:512", 768, 1024, 224, 384, 512, FALSE},
      {"long-side:512", 300, 300, 224, 512, 512, FALSE},
      {"long-side:512", 2000, 500, 224, 896, 224, TRUE},
      {"long-side:1000", 3001, 1999, 224, 1000, 666, FALSE},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
    const SizeCase *c = &sizes[i];
    AcuProtocol protocol;
    gboolean enlarged;
    int width, height;
    g_autoptr (GError) error = NULL;

    g_assert_true (acu_protocol_parse (c->protocol, &protocol, NULL));
    g_assert_true (acu_protocol_get_size (&protocol, c->width, c->height, c->patch, &width, &height,
                                          &enlarged, &error));
    g_assert_no_error (error);
    g_assert_cmpint (width, ==, c->to_width);
    g_assert_cmpint (height, ==, c->to_height);
    g_assert_cmpint (enlarged, ==, c->enlarged);
  }
}

/* Enlarging a sliver until a patch fits must not ask for gigabytes. */
static void
test_sliver (void)
{
  const AcuProtocol native = {.kind = ACU_PROTOCOL_NATIVE};
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuImage) sliver = make_image (65535, 1);
  g_autoptr (AcuImage) small = make_image (10, 12);
  g_autoptr (AcuImage) grown = NULL;
  gboolean enlarged;

  g_assert_null (acu_protocol_apply (&native, sliver, 224, &enlarged, &error));
  g_assert_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_SIZE);
  g_assert_nonnull (strstr (error->message, "65535 x 1"));

  grown = acu_protocol_apply (&native, small, 224, &enlarged, NULL);
  g_assert_true (enlarged);
  g_assert_cmpint (grown->width, ==, 224);
  g_assert_cmpint (grown->height, ==, 269);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/image-resize/pillow", test_pillow);
  g_test_add_func ("/image-resize/facts-are-kept", test_facts_are_kept);
  g_test_add_func ("/image-resize/impossible-sizes", test_impossible_sizes);
  g_test_add_func ("/protocol/text", test_protocol_text);
  g_test_add_func ("/protocol/sizes", test_protocol_sizes);
  g_test_add_func ("/protocol/sliver", test_sliver);
  return g_test_run ();
}
