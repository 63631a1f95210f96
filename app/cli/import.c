/* acutance-cli import: a checkpoint becomes a model. */
#include "app/cli/command.h"

#include "app/scoring/model-store.h"
#include "compute/weights/checkpoint.h"

#include <glib/gi18n.h>
#include <string.h>

/* The file's name without its endings: "smart.pth.tar" gives "smart". */
static char *
propose_name (const char *path)
{
  char *name = g_path_get_basename (path);
  char *dot = strchr (name, '.');

  if (dot != NULL && dot > name)
    *dot = '\0';
  g_strdelimit (name, ":", '-');
  return name;
}

static AcuExit
import (const char *path, const char *name, const AcuFusion *fusion)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autoptr (AcuModelFile) file = acu_checkpoint_open (path, fusion, &error);
  g_autofree char *proposed = propose_name (path);
  g_autofree char *target = NULL;
  g_autofree char *page = NULL;

  if (file == NULL)
    return acu_fail (&error);
  if (name == NULL)
    name = proposed;
  target = acu_model_store_import (store, file, path, name, &error);
  if (target == NULL)
    return acu_fail (&error);
  page = g_strdup_printf (_ ("%sImported as %s: %s\n"), file->report, name, target);
  return acu_print (page) ? ACU_EXIT_DONE : ACU_EXIT_ERROR;
}

AcuExit
acu_command_import (int argc, char **argv)
{
  g_autofree char *name = NULL;
  g_autofree char *fusion_text = NULL;
  const GOptionEntry entries[] = {
      {"name", 'n', 0, G_OPTION_ARG_FILENAME, &name,
       _ ("What to call the model (default: the file's name)"), "NAME"},
      {"fusion", 0, 0, G_OPTION_ARG_STRING, &fusion_text,
       _ ("How stages are fused, where the file leaves it open: channel, scale, concat or single"),
       "F"},
      {NULL},
  };
  const AcuUsage usage = {
      "FILE",
      _ ("Reads a checkpoint, says what is in it, and keeps it as a model under a name.\n"
         "FILE is a safetensors file or a PyTorch checkpoint, old or new, of SMART-IQA,\n"
         "HyperIQA or pyiqa's HyperIQA; or a Swin or ResNet-50 backbone of timm,\n"
         "Microsoft or torchvision, to start training from.  Nothing in it is executed."),
      _ ("Examples:\n"
         "  acutance-cli import best_model.pkl --name smart-tiny\n"
         "  acutance-cli score --model smart-tiny photo.jpg\n"
         "  acutance-cli import swin_tiny_patch4_window7_224.pth\n"
         "      keep a backbone"),
      entries};
  g_autoptr (GError) error = NULL;
  AcuFusion fusion;
  AcuExit status;

  if (!acu_command_parse (&usage, &argc, &argv, &status))
    return status;
  if (argc != 2)
    return acu_fail_usage ("import", "%s",
                           argc < 2 ? _ ("no file is named") : _ ("one file at a time"));
  if (fusion_text != NULL && !acu_fusion_from_string (fusion_text, &fusion, &error))
    return acu_fail_usage ("import", "%s", error->message);
  return import (argv[1], name, fusion_text != NULL ? &fusion : NULL);
}
