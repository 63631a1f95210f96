/* For programs that compute on Mesa's software device: the kernels that it compiles at run time
 * keep memory which they take by realloc.  LeakSanitizer knows no name for code that is in no file,
 * so that nothing narrower than realloc can be said, and therefore these programs alone say it. */
const char *__lsan_default_suppressions (void);

const char *
__lsan_default_suppressions (void)
{
  return "leak:__interceptor_realloc\n";
}
