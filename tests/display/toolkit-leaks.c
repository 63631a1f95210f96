/* For programs that show widgets: fontconfig keeps what it has read until the process ends, and is
 * not told to let go of it by whoever uses it. */
const char *__lsan_default_suppressions (void);

const char *
__lsan_default_suppressions (void)
{
  return "leak:libfontconfig\n";
}
