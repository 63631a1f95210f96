/* The toolkit's headers, which are four fifths of the compiler's work in a file of widgets: a
 * library of many such files has them read once.  No file relies on it; each includes what it uses
 * (`meson configure -Db_pch=false` tells). */
#include <adwaita.h>
