#include "app/learning/scenes/gallery.h"

#include "app/learning/scenes/facade.h"
#include "app/learning/scenes/foliage.h"
#include "app/learning/scenes/page.h"
#include "app/learning/scenes/pebbles.h"
#include "app/learning/scenes/still-life.h"
#include "app/learning/scenes/terrain.h"
#include "app/learning/scenes/tracer.h"

/* Develops like a good camera: a little saturation, a little sharpening. */
#define GOOD_CAMERA .saturation = 1.08f, .sharpening = 0.35f, .radius = 1

static void
approach_peak (AcuScene *scene)
{
  scene->target = acu_vec3_add (scene->eye, acu_vec3 (110, 150, -1000));
  scene->view_angle = 21;
}

static void
approach_shore (AcuScene *scene)
{
  scene->target = acu_vec3_add (scene->eye, acu_vec3 (-230, 40, -1000));
  scene->view_angle = 22;
}

static void
approach_door (AcuScene *scene)
{
  scene->eye = acu_vec3 (3.2f, 1.7f, 8.2f);
  scene->target = acu_vec3 (7.6f, 2.9f, 0);
  scene->view_angle = 42;
}

static void
focus_behind (AcuScene *scene)
{
  scene->focus_distance = 5;
  scene->aperture = 0.013f;
}

static void
turn_along_shore (AcuScene *scene)
{
  scene->eye = acu_vec3 (0.22f, 0.4f, -0.15f);
  scene->target = acu_vec3 (0.1f, 0.08f, -0.72f);
}

static void
approach_heading (AcuScene *scene)
{
  scene->eye = acu_vec3 (-0.02f, 0.26f, 0.12f);
  scene->target = acu_vec3 (-0.01f, 0, -0.06f);
  scene->focus_distance = 0.32f;
  scene->aperture = 0;
}

static void
approach_pear (AcuScene *scene)
{
  scene->target = acu_vec3 (-0.62f, 0.72f, 0.3f);
  scene->view_angle = 20;
}

static const AcuGalleryPicture pictures[] = {
    {
        .name = "alpine-morning",
        .shows = "a snowy massif behind wooded hills",
        .make_scene = acu_terrain_alpine_new,
        .width = 864,
        .height = 576,
        .samples = 12,
        .camera = {GOOD_CAMERA},
        .quality = 88,
    },
    {
        .name = "alpine-overexposed",
        .shows = "the same massif, nearer",
        .fault = "over-exposed by more than a stop: snow and clouds are white paper",
        .make_scene = acu_terrain_alpine_new,
        .arrange = approach_peak,
        .width = 720,
        .height = 480,
        .samples = 10,
        .camera = {.stops = 1.15f, .clip = TRUE, .saturation = 1},
        .quality = 88,
    },
    {
        .name = "lake-dusk",
        .shows = "a mountain lake at sunset",
        .make_scene = acu_terrain_lake_new,
        .width = 864,
        .height = 576,
        .samples = 16,
        .camera = {GOOD_CAMERA},
        .quality = 88,
    },
    {
        .name = "lake-oversharpened",
        .shows = "the far shore of the lake",
        .fault = "over-sharpened and over-saturated: bright seams along every edge",
        .make_scene = acu_terrain_lake_new,
        .arrange = approach_shore,
        .width = 720,
        .height = 480,
        .samples = 16,
        .camera = {.saturation = 1.9f, .sharpening = 2.6f, .radius = 2},
        .quality = 88,
    },
    {
        .name = "brick-house",
        .shows = "a brick house in raking sunlight",
        .make_scene = acu_facade_new,
        .width = 864,
        .height = 576,
        .samples = 20,
        .camera = {GOOD_CAMERA},
        .quality = 88,
    },
    {
        .name = "brick-house-shaken",
        .shows = "its front door",
        .fault = "camera shake during the exposure",
        .make_scene = acu_facade_new,
        .arrange = approach_door,
        .width = 720,
        .height = 480,
        .samples = 24,
        .shake_x = 0.016f,
        .shake_y = 0.0095f,
        .camera = {GOOD_CAMERA},
        .quality = 88,
    },
    {
        .name = "beech-leaves",
        .shows = "twigs against the light",
        .make_scene = acu_foliage_new,
        .width = 864,
        .height = 576,
        .samples = 44,
        .camera = {GOOD_CAMERA},
        .quality = 88,
    },
    {
        .name = "beech-leaves-misfocused",
        .shows = "the same twigs",
        .fault = "focused on the trees behind them",
        .make_scene = acu_foliage_new,
        .arrange = focus_behind,
        .width = 720,
        .height = 480,
        .samples = 36,
        .camera = {GOOD_CAMERA},
        .quality = 88,
    },
    {
        .name = "pebbles",
        .shows = "pebbles on a shore",
        .make_scene = acu_pebbles_new,
        .width = 864,
        .height = 576,
        .samples = 28,
        .camera = {GOOD_CAMERA},
        .quality = 88,
    },
    {
        .name = "pebbles-underexposed",
        .shows = "pebbles farther along the shore",
        .fault = "under-exposed by three stops",
        .make_scene = acu_pebbles_new,
        .arrange = turn_along_shore,
        .width = 720,
        .height = 480,
        .samples = 12,
        .camera = {.stops = -3.0f, .noise = 0.18f, .saturation = 1, .seed = 3},
        .quality = 88,
    },
    {
        .name = "printed-page",
        .shows = "a printed page on a desk",
        .make_scene = acu_page_new,
        .width = 800,
        .height = 600,
        .samples = 28,
        .camera = {GOOD_CAMERA},
        .quality = 88,
    },
    {
        .name = "printed-page-compressed",
        .shows = "its heading",
        .fault = "JPEG at quality 8: blocks, and mosquitoes around the letters",
        .make_scene = acu_page_new,
        .arrange = approach_heading,
        .width = 720,
        .height = 480,
        .samples = 12,
        .camera = {GOOD_CAMERA},
        .quality = 8,
    },
    {
        .name = "still-life",
        .shows = "fruit in the light of a window",
        .make_scene = acu_still_life_new,
        .width = 800,
        .height = 600,
        .samples = 36,
        .camera = {GOOD_CAMERA},
        .quality = 88,
    },
    {
        .name = "still-life-noisy",
        .shows = "the pear and the oranges",
        .fault = "the noise of a small sensor in poor light",
        .make_scene = acu_still_life_new,
        .arrange = approach_pear,
        .width = 720,
        .height = 480,
        .samples = 12,
        .camera = {.noise = 0.85f, .saturation = 1.1f, .seed = 4},
        .quality = 88,
    },
};

const AcuGalleryPicture *
acu_gallery_get_pictures (guint *count)
{
  *count = G_N_ELEMENTS (pictures);
  return pictures;
}

const AcuGalleryPicture *
acu_gallery_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (pictures); i++)
    if (g_str_equal (pictures[i].name, name))
      return &pictures[i];
  return NULL;
}

guint8 *
acu_gallery_render (const AcuGalleryPicture *entry,
                    float scale,
                    float effort,
                    guint threads,
                    guint *width,
                    guint *height)
{
  g_autoptr (AcuScene) scene = entry->make_scene (CLAMP (scale, 0.125f, 1));
  g_autoptr (AcuFilm) film = NULL;
  AcuCamera camera = entry->camera;
  AcuTracerOptions options = {
      .width = MAX (1, (guint)((float)entry->width * scale + 0.5f)),
      .height = MAX (1, (guint)((float)entry->height * scale + 0.5f)),
      .samples = MAX (1, (guint)((float)entry->samples * effort + 0.5f)),
      .shake_x = entry->shake_x,
      .shake_y = entry->shake_y,
      .threads = threads,
  };

  if (entry->arrange != NULL)
    entry->arrange (scene);
  film = acu_tracer_render (scene, &options);
  camera.defocus *= scale;
  *width = options.width;
  *height = options.height;
  return acu_camera_develop (&camera, film);
}
