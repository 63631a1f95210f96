/* For functions of libraries that a test's program defines over again, to see who calls them: the
 * library's own, and whose code the caller is. */
#pragma once

#include <dlfcn.h>
#include <glib.h>
#include <link.h>
#include <string.h>

/* The library's own function, looked up by the first thread that needs it. */
static inline gpointer
find_real (gpointer *known, const char *name)
{
  gpointer real = g_atomic_pointer_get (known);

  if (real == NULL) {
    real = dlsym (RTLD_NEXT, name);
    g_atomic_pointer_set (known, real);
  }
  return real;
}

#define REAL(name)                                                                                 \
  ({                                                                                               \
    static gpointer known_;                                                                        \
    (typeof (&(name)))find_real (&known_, #name);                                                  \
  })

/* Whether the code at @place is that of the library whose name begins so. */
static inline gboolean
is_in_library (const void *place, const char *name)
{
  Dl_info info;
  const char *base;

  if (dladdr (place, &info) == 0)
    return FALSE;
  base = strrchr (info.dli_fname, '/');
  return g_str_has_prefix (base != NULL ? base + 1 : info.dli_fname, name);
}

/* A function that libraries export, and where its code lies once somebody has asked. */
typedef struct {
  const char *name;
  gpointer begin;
  gsize size;
} LibraryFunction;

/* Whether the code at @place is that of @function. */
static inline gboolean
is_in_function (const void *place, LibraryFunction *function)
{
  guintptr begin = (guintptr)find_real (&function->begin, function->name);

  if (g_atomic_pointer_get (&function->size) == 0) {
    const ElfW (Sym) * symbol;
    Dl_info info;

    if (dladdr1 ((gpointer)begin, &info, (void **)(gpointer)&symbol, RTLD_DL_SYMENT) == 0)
      return FALSE;
    g_atomic_pointer_set (&function->size, symbol->st_size);
  }
  return (guintptr)place - begin < g_atomic_pointer_get (&function->size);
}
