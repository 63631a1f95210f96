#include "app/views/train/base-rows.h"

#include "app/views/shared/choice-row.h"

/* Of what is chosen, in a narrow window. */
#define LEGIBLE_LETTERS 6

struct _AcuBaseRows {
  AdwComboRow *base;
  AcuRecipeButtons *recipe;
  GPtrArray *choices; /* AcuTrainingChoice, not owned; NULL until they are found */
  char *left;         /* the base that was chosen before the recipe's; NULL: none */
};

AcuBaseRows *
acu_base_rows_new (AdwComboRow *base, AcuRecipeButtons *recipe)
{
  AcuBaseRows *self = g_new0 (AcuBaseRows, 1);

  self->base = base;
  self->recipe = recipe;
  acu_choice_row_keep_legible (base, LEGIBLE_LETTERS);
  return self;
}

void
acu_base_rows_free (AcuBaseRows *self)
{
  g_free (self->left);
  g_free (self);
}

gboolean
acu_base_rows_fill (AcuBaseRows *self, GPtrArray *choices, const char *value)
{
  self->choices = choices;
  return acu_training_choices_offer (self->base, choices, value, NULL);
}

const AcuTrainingChoice *
acu_base_rows_get_base (AcuBaseRows *self)
{
  return acu_training_choices_get_chosen (self->base, self->choices);
}

AcuRunTemplate
acu_base_rows_get_recipe (AcuBaseRows *self)
{
  return acu_recipe_buttons_get (self->recipe);
}

static gboolean
wants_resnet (AcuBaseRows *self)
{
  return acu_base_rows_get_recipe (self) == ACU_TEMPLATE_RESNET50;
}

static gboolean
is_resnet (const AcuTrainingChoice *base)
{
  return base != NULL && g_strcmp0 (base->preset, "resnet50") == 0;
}

gboolean
acu_base_rows_follow_recipe (AcuBaseRows *self)
{
  const AcuTrainingChoice *base = acu_base_rows_get_base (self);
  gboolean wants = wants_resnet (self);

  if (base == NULL || (wants ? is_resnet (base) : self->left == NULL))
    return FALSE;
  for (guint i = 0; i < self->choices->len; i++) {
    const AcuTrainingChoice *other = g_ptr_array_index (self->choices, i);

    if (!(wants ? is_resnet (other) : g_str_equal (other->value, self->left)))
      continue;
    g_free (self->left);
    self->left = wants ? g_strdup (base->value) : NULL;
    adw_combo_row_set_selected (self->base, i);
    return TRUE;
  }
  return FALSE;
}

void
acu_base_rows_follow_base (AcuBaseRows *self)
{
  g_clear_pointer (&self->left, g_free);
  if (wants_resnet (self) && !is_resnet (acu_base_rows_get_base (self)))
    acu_recipe_buttons_set (self->recipe, ACU_TEMPLATE_PAPER);
}

gboolean
acu_base_rows_lack_resnet (AcuBaseRows *self)
{
  return wants_resnet (self) && !is_resnet (acu_base_rows_get_base (self));
}
