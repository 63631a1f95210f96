/* For programs that compute on Mesa's software device: leaks of what lies below it, which
 * LeakSanitizer cannot name more narrowly because the code is in no file any more.  Its kernels,
 * compiled at run time, keep memory that they take by realloc, which hides leaks of our own too, so
 * that these programs alone say it.  The validation layer, unloaded when leaks are looked for, is
 * C++, of which there is nothing in this project. */
const char *__lsan_default_suppressions (void);

const char *
__lsan_default_suppressions (void)
{
  return "leak:realloc\nleak:operator new\n";
}
