#include "app/views/shared/photo-texture.h"

#include "app/imaging/resize.h"

#include <string.h>

/* Pixels of a tile's side, without the one it shares with each neighbour. */
#define TILE 1024

/* The pyramid ends where a copy is smaller than this. */
#define SMALLEST   256
#define MAX_LEVELS 16

/* The same of what is drawn small anyhow. */
#define SMALLEST_FINE 80

typedef struct {
  int width, height;
  int columns, rows;
  GdkTexture **tiles; /* (rows,columns) */
} Level;

struct _AcuPhotoTexture {
  gatomicrefcount references;
  int width, height;
  guint n_levels;
  Level levels[MAX_LEVELS];
  Level part; /* with every pixel, over the levels; without tiles: none */
  GdkRectangle part_place;
  gsize bytes;
};

/* Every tile but the last ones has a pixel of the next in it: drawn over each other they leave no
 * seam, wherever between two pixels of the screen their border falls. */
static void
cut_tiles (Level *level, GBytes *pixels)
{
  gsize stride = (gsize)level->width * 3;

  level->columns = (level->width + TILE - 1) / TILE;
  level->rows = (level->height + TILE - 1) / TILE;
  level->tiles = g_new (GdkTexture *, level->columns * level->rows);
  for (int row = 0; row < level->rows; row++)
    for (int column = 0; column < level->columns; column++) {
      int x = column * TILE, y = row * TILE;
      int width = MIN (TILE + 1, level->width - x), height = MIN (TILE + 1, level->height - y);
      gsize first = y * stride + (gsize)x * 3;
      g_autoptr (GBytes) part =
          g_bytes_new_from_bytes (pixels, first, (height - 1) * stride + (gsize)width * 3);
      level->tiles[row * level->columns + column] =
          gdk_memory_texture_new (width, height, GDK_MEMORY_R8G8B8, part, stride);
    }
}

/* The mean of two by two pixels; an odd last row or column is left out of what it has no partner
 * for. */
static GBytes *
halve (const guint8 *from, int width, int height)
{
  int to_width = width / 2, to_height = height / 2;
  gsize stride = (gsize)width * 3;
  gsize size = (gsize)to_width * to_height * 3;
  guint8 *pixels = g_malloc (size), *to = pixels;

  for (int y = 0; y < to_height; y++) {
    const guint8 *a = from + 2 * y * stride, *b = a + stride;
    for (int x = 0; x < to_width; x++, a += 6, b += 6, to += 3)
      for (int c = 0; c < 3; c++)
        to[c] = (a[c] + a[c + 3] + b[c] + b[c + 3] + 2) >> 2;
  }
  return g_bytes_new_take (pixels, size);
}

static AcuPhotoTexture *
make_empty (int width, int height)
{
  AcuPhotoTexture *texture = g_new0 (AcuPhotoTexture, 1);

  g_atomic_ref_count_init (&texture->references);
  texture->width = width;
  texture->height = height;
  return texture;
}

static void
add_level (AcuPhotoTexture *texture, GBytes *pixels, int width, int height)
{
  Level *level = &texture->levels[texture->n_levels++];

  level->width = width;
  level->height = height;
  cut_tiles (level, pixels);
  texture->bytes += g_bytes_get_size (pixels);
}

/* (transfer full) */
static GBytes *
dup_pixels (AcuImage *image)
{
  return g_bytes_new_with_free_func (image->pixels, acu_image_get_bytes (image),
                                     (GDestroyNotify)acu_image_unref, acu_image_ref (image));
}

AcuPhotoTexture *
acu_photo_texture_new (AcuImage *image, int width, int height)
{
  g_return_val_if_fail (image && image->pixels && width > 0 && height > 0, NULL);

  AcuPhotoTexture *texture = make_empty (width, height);
  GBytes *pixels = dup_pixels (image);
  int level_width = image->width, level_height = image->height;

  for (;;) {
    add_level (texture, pixels, level_width, level_height);
    if (MIN (level_width, level_height) < 2 || MAX (level_width, level_height) < SMALLEST ||
        texture->n_levels == MAX_LEVELS)
      break;

    GBytes *halved = halve (g_bytes_get_data (pixels, NULL), level_width, level_height);
    g_bytes_unref (pixels);
    pixels = halved;
    level_width /= 2;
    level_height /= 2;
  }
  g_bytes_unref (pixels);
  return texture;
}

AcuPhotoTexture *
acu_photo_texture_new_fine (AcuImage *image)
{
  g_return_val_if_fail (image && image->pixels, NULL);

  AcuPhotoTexture *texture = make_empty (image->width, image->height);
  g_autoptr (AcuImage) copy = acu_image_ref (image);

  while (copy) {
    g_autoptr (GBytes) pixels = dup_pixels (copy);
    int width = copy->width * 3 / 4, height = copy->height * 3 / 4;

    add_level (texture, pixels, copy->width, copy->height);
    g_clear_pointer (&copy, acu_image_unref);
    /* Without memory for a smaller copy the larger ones have to do. */
    if (MIN (width, height) > 0 && MAX (width, height) >= SMALLEST_FINE &&
        texture->n_levels < MAX_LEVELS)
      copy = acu_image_resize (image, width, height, NULL);
  }
  return texture;
}

static void
share_level (Level *to, const Level *from)
{
  gsize n_tiles = (gsize)from->columns * from->rows;

  *to = *from;
  to->tiles = g_memdup2 (from->tiles, n_tiles * sizeof *from->tiles);
  for (gsize i = 0; i < n_tiles; i++)
    g_object_ref (from->tiles[i]);
}

static void
clear_level (Level *level)
{
  for (int t = 0; t < level->columns * level->rows; t++)
    g_object_unref (level->tiles[t]);
  g_free (level->tiles);
}

AcuPhotoTexture *
acu_photo_texture_new_part (AcuImage *image, const GdkRectangle *part)
{
  g_return_val_if_fail (image && image->pixels && part && part->width > 0 && part->height > 0,
                        NULL);
  g_return_val_if_fail (part->x >= 0 && part->x + part->width <= image->width, NULL);
  g_return_val_if_fail (part->y >= 0 && part->y + part->height <= image->height, NULL);

  AcuPhotoTexture *texture = make_empty (image->width, image->height);
  gsize stride = (gsize)part->width * 3;
  guint8 *pixels = g_malloc (stride * part->height);
  g_autoptr (GBytes) bytes = g_bytes_new_take (pixels, stride * part->height);

  for (int y = 0; y < part->height; y++)
    memcpy (pixels + y * stride,
            image->pixels + ((gsize)(part->y + y) * image->width + part->x) * 3, stride);
  texture->part = (Level){.width = part->width, .height = part->height};
  texture->part_place = *part;
  cut_tiles (&texture->part, bytes);
  texture->bytes = g_bytes_get_size (bytes);
  return texture;
}

AcuPhotoTexture *
acu_photo_texture_new_over (const AcuPhotoTexture *coarse, const AcuPhotoTexture *part)
{
  g_return_val_if_fail (coarse && part, NULL);

  AcuPhotoTexture *texture = make_empty (coarse->width, coarse->height);

  for (guint i = 0; i < coarse->n_levels; i++)
    share_level (&texture->levels[i], &coarse->levels[i]);
  texture->n_levels = coarse->n_levels;
  texture->bytes = coarse->bytes;
  if (part->part.tiles && part->width == coarse->width && part->height == coarse->height) {
    share_level (&texture->part, &part->part);
    texture->part_place = part->part_place;
    texture->bytes += part->bytes;
  }
  return texture;
}

AcuPhotoTexture *
acu_photo_texture_new_stand_in (const AcuPhotoTexture *thumbnail, int width, int height)
{
  g_return_val_if_fail (thumbnail && width > 0 && height > 0, NULL);

  AcuPhotoTexture *texture = make_empty (width, height);
  const Level *finest = &thumbnail->levels[0];

  share_level (&texture->levels[0], finest);
  texture->n_levels = 1;
  texture->bytes = (gsize)finest->width * finest->height * 3;
  return texture;
}

AcuPhotoTexture *
acu_photo_texture_ref (AcuPhotoTexture *texture)
{
  g_atomic_ref_count_inc (&texture->references);
  return texture;
}

void
acu_photo_texture_unref (AcuPhotoTexture *texture)
{
  if (!g_atomic_ref_count_dec (&texture->references))
    return;

  for (guint i = 0; i < texture->n_levels; i++)
    clear_level (&texture->levels[i]);
  clear_level (&texture->part);
  g_free (texture);
}

int
acu_photo_texture_get_width (const AcuPhotoTexture *texture)
{
  return texture->width;
}

int
acu_photo_texture_get_height (const AcuPhotoTexture *texture)
{
  return texture->height;
}

gboolean
acu_photo_texture_is_full (const AcuPhotoTexture *texture)
{
  return texture->levels[0].width >= texture->width;
}

const GdkRectangle *
acu_photo_texture_get_part (const AcuPhotoTexture *texture)
{
  return &texture->part_place;
}

gsize
acu_photo_texture_get_bytes (const AcuPhotoTexture *texture)
{
  return texture->bytes;
}

/* Draws @level into @bounds. */
static void
snapshot_level (const Level *level,
                GtkSnapshot *snapshot,
                const graphene_rect_t *bounds,
                const graphene_rect_t *visible)
{
  double across = bounds->size.width / level->width, down = bounds->size.height / level->height;

  for (int row = 0; row < level->rows; row++)
    for (int column = 0; column < level->columns; column++) {
      GdkTexture *tile = level->tiles[row * level->columns + column];
      graphene_rect_t place = GRAPHENE_RECT_INIT (
          bounds->origin.x + column * TILE * across, bounds->origin.y + row * TILE * down,
          gdk_texture_get_width (tile) * across, gdk_texture_get_height (tile) * down);
      if (graphene_rect_intersection (&place, visible, NULL))
        gtk_snapshot_append_texture (snapshot, tile, &place);
    }
}

void
acu_photo_texture_snapshot (const AcuPhotoTexture *texture,
                            GtkSnapshot *snapshot,
                            const graphene_rect_t *bounds,
                            const graphene_rect_t *visible,
                            double scale)
{
  const Level *level = &texture->levels[0];

  /* The smallest copy with at least as many pixels as the screen will show. */
  for (guint i = 1; i < texture->n_levels; i++)
    if (texture->levels[i].width >= bounds->size.width * scale * 0.9)
      level = &texture->levels[i];

  if (texture->n_levels > 0)
    snapshot_level (level, snapshot, bounds, visible);

  /* A part is drawn where what is under it has fewer pixels than the screen. */
  const GdkRectangle *part = &texture->part_place;
  double across = bounds->size.width / texture->width, down = bounds->size.height / texture->height;
  if (texture->part.tiles && level->width < bounds->size.width * scale * 0.9) {
    graphene_rect_t place =
        GRAPHENE_RECT_INIT (bounds->origin.x + part->x * across, bounds->origin.y + part->y * down,
                            part->width * across, part->height * down);
    snapshot_level (&texture->part, snapshot, &place, visible);
  }
}
