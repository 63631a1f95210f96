/* Points that only become more, however many: a copy for another thread costs next to nothing. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  double x;
  double y;
} AcuPoint;

typedef struct _AcuPointList AcuPointList;

/* (transfer full) */
AcuPointList *acu_point_list_new (void);
void acu_point_list_free (AcuPointList *list);

/* The points as they are now.  What is appended to either list later is not in the other one.
 * (transfer full) */
AcuPointList *acu_point_list_copy (const AcuPointList *list);

void acu_point_list_append (AcuPointList *list, double x, double y);
gsize acu_point_list_get_length (const AcuPointList *list);

/* The point @index, which is there. */
AcuPoint acu_point_list_get (const AcuPointList *list, gsize index);

G_END_DECLS
