#include "app/learning/scenes/gallery.h"

#include "app/learning/scenes/facade.h"
#include "app/learning/scenes/foliage.h"
#include "app/learning/scenes/page.h"
#include "app/learning/scenes/pebbles.h"
#include "app/learning/scenes/still-life.h"
#include "app/learning/scenes/terrain.h"
#include "app/learning/scenes/tracer.h"

#define GOOD_CAMERA .saturation = 1.08f, .sharpening = 0.35f, .radius = 1

static const AcuSample samples[] = {
    {
        .name = "alpine-morning",
        .shows = "a snowy massif behind wooded hills",
        .make_scene = acu_terrain_alpine_new,
        .width = 1024,
        .height = 683,
        .samples = 20,
        .camera = {GOOD_CAMERA},
        .quality = 90,
    },
    {
        .name = "lake-dusk",
        .shows = "a mountain lake after sunset",
        .make_scene = acu_terrain_lake_new,
        .width = 1024,
        .height = 683,
        .samples = 24,
        .camera = {GOOD_CAMERA},
        .quality = 90,
    },
    {
        .name = "brick-house",
        .shows = "a brick house in raking sunlight",
        .make_scene = acu_facade_new,
        .width = 1024,
        .height = 683,
        .samples = 48,
        .camera = {GOOD_CAMERA},
        .quality = 90,
    },
    {
        .name = "beech-leaves",
        .shows = "twigs against the light",
        .make_scene = acu_foliage_new,
        .width = 1024,
        .height = 683,
        .samples = 96,
        .camera = {GOOD_CAMERA},
        .quality = 90,
    },
    {
        .name = "pebbles",
        .shows = "pebbles on a shore",
        .make_scene = acu_pebbles_new,
        .width = 1024,
        .height = 683,
        .samples = 64,
        .camera = {GOOD_CAMERA},
        .quality = 90,
    },
    {
        .name = "printed-page",
        .shows = "a printed page on a desk",
        .make_scene = acu_page_new,
        .width = 1024,
        .height = 768,
        .samples = 64,
        .camera = {GOOD_CAMERA},
        .quality = 90,
    },
    {
        .name = "still-life",
        .shows = "fruit in the light of a window",
        .make_scene = acu_still_life_new,
        .width = 1024,
        .height = 768,
        .samples = 100,
        .camera = {GOOD_CAMERA},
        .quality = 90,
    },
};

const AcuSample *
acu_gallery_get_samples (guint *count)
{
  *count = G_N_ELEMENTS (samples);
  return samples;
}

const AcuSample *
acu_gallery_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    if (g_str_equal (samples[i].name, name))
      return &samples[i];
  return NULL;
}

guint8 *
acu_gallery_render (
    const AcuSample *sample, float scale, float effort, guint threads, guint *width, guint *height)
{
  g_autoptr (AcuScene) scene = sample->make_scene ();
  g_autoptr (AcuFilm) film = NULL;
  AcuCamera camera = sample->camera;
  AcuTracerOptions options = {
      .width = MAX (1, (guint)((float)sample->width * scale + 0.5f)),
      .height = MAX (1, (guint)((float)sample->height * scale + 0.5f)),
      .samples = MAX (1, (guint)((float)sample->samples * effort + 0.5f)),
      .shake_x = sample->shake_x,
      .shake_y = sample->shake_y,
      .threads = threads,
  };

  if (sample->arrange != NULL)
    sample->arrange (scene);
  film = acu_tracer_render (scene, &options);
  camera.defocus *= scale;
  *width = options.width;
  *height = options.height;
  return acu_camera_develop (&camera, film);
}
