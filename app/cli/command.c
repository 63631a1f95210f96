#include "app/cli/command.h"

#include "app/cli/line-file.h"
#include "app/cli/progress.h"
#include "app/scoring/error.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

static void
complain_va (const char *format, va_list arguments)
{
  g_autoptr (GString) line = g_string_new ("acutance-cli: ");

  g_string_append_vprintf (line, format, arguments);
  g_string_append_c (line, '\n');
  acu_progress_hide ();
  /* Nowhere is left to complain about a closed standard error. */
  acu_write_all (STDERR_FILENO, line->str, line->len);
}

void
acu_complain (const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  complain_va (format, arguments);
  va_end (arguments);
}

AcuExit
acu_fail (GError **error)
{
  acu_complain ("%s", (*error)->message);
  if (g_error_matches (*error, ACU_SCORING_ERROR, ACU_SCORING_ERROR_NO_MODEL))
    acu_complain (_ ("“acutance-cli models” lists the models"));
  g_clear_error (error);
  return ACU_EXIT_ERROR;
}

AcuExit
acu_fail_usage (const char *command, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  complain_va (format, arguments);
  va_end (arguments);
  acu_complain (_ ("“acutance-cli %s --help” explains the options"), command);
  return ACU_EXIT_ERROR;
}

gboolean
acu_print (const char *text)
{
  if (acu_write_all (STDOUT_FILENO, text, strlen (text)))
    return TRUE;
  acu_complain (_ ("cannot write to standard output: %s"), g_strerror (errno));
  return FALSE;
}

static gboolean
speaks_english (void)
{
  const char *language = g_get_language_names ()[0];

  return g_str_has_prefix (language, "C") || g_str_has_prefix (language, "en");
}

gboolean
acu_command_parse (const AcuUsage *usage, int *argc, char ***argv, AcuExit *status)
{
  g_autoptr (GOptionContext) context = g_option_context_new (usage->parameters);
  g_autoptr (GError) error = NULL;
  g_autofree char *command = g_strdup ((*argv)[0]);
  g_autofree char *program = g_strdup_printf ("acutance-cli %s", command);
  gboolean asks_help = FALSE;
  const GOptionEntry help_entry[] = {
      {"help", 'h', 0, G_OPTION_ARG_NONE, &asks_help, _ ("Show this page"), NULL},
      {NULL},
  };

  /* The page is printed here and not by GLib, whose version would name the program by argv[0]. */
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_summary (context, usage->summary);
  g_option_context_set_description (context, usage->description);
  g_option_context_add_main_entries (context, usage->entries, NULL);
  g_option_context_add_main_entries (context, help_entry, NULL);
  g_set_prgname (program);
  if (!g_option_context_parse (context, argc, argv, &error)) {
    /* GLib's are sentences; here the program's name stands before.  In another language than
     * English the capital may be the word's own. */
    if (speaks_english ())
      error->message[0] = g_ascii_tolower (error->message[0]);
    *status = acu_fail_usage (command, "%s", error->message);
    return FALSE;
  }
  if (asks_help) {
    g_autofree char *page = g_option_context_get_help (context, TRUE, NULL);

    *status = acu_print (page) ? ACU_EXIT_DONE : ACU_EXIT_ERROR;
    return FALSE;
  }
  return TRUE;
}
