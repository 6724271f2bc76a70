/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/vm/vireo-choice-row.h"

struct _VireoChoiceRow
{
  AdwComboRow parent_instance;

  GPtrArray *values; /* (owned) (element-type utf8): elements may be NULL */
};

G_DEFINE_FINAL_TYPE (VireoChoiceRow, vireo_choice_row, ADW_TYPE_COMBO_ROW)

static void
vireo_choice_row_finalize (GObject *object)
{
  g_ptr_array_unref (VIREO_CHOICE_ROW (object)->values);
  G_OBJECT_CLASS (vireo_choice_row_parent_class)->finalize (object);
}

static void
vireo_choice_row_class_init (VireoChoiceRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vireo_choice_row_finalize;
}

static void
vireo_choice_row_init (VireoChoiceRow *self)
{
  self->values = g_ptr_array_new_with_free_func (g_free);
}

static gboolean
is_same (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (a, b) == 0;
}

/**
 * vireo_choice_row_fill:
 * @choices: (array length=n): in the order they are shown
 * @value: (nullable): the one that is chosen now
 */
void
vireo_choice_row_fill (VireoChoiceRow *self, const VireoChoice *choices, guint n,
                       const char *value)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  g_ptr_array_set_size (self->values, 0);
  for (guint i = 0; i < n; i++)
    {
      g_ptr_array_add (self->values, g_strdup (choices[i].value));
      gtk_string_list_append (labels, _ (choices[i].label));
    }
  if (value != NULL && !g_ptr_array_find_with_equal_func (self->values, value, is_same, NULL))
    {
      g_ptr_array_add (self->values, g_strdup (value));
      gtk_string_list_append (labels, value);
    }
  adw_combo_row_set_model (ADW_COMBO_ROW (self), G_LIST_MODEL (labels));
  vireo_choice_row_set_value (self, value);
}

/**
 * vireo_choice_row_set_value:
 * @value: (nullable): one of those it was filled with; another one changes nothing
 */
void
vireo_choice_row_set_value (VireoChoiceRow *self, const char *value)
{
  guint i;

  if (g_ptr_array_find_with_equal_func (self->values, value, is_same, &i))
    adw_combo_row_set_selected (ADW_COMBO_ROW (self), i);
}

const char *
vireo_choice_row_get_value (VireoChoiceRow *self)
{
  guint i = adw_combo_row_get_selected (ADW_COMBO_ROW (self));

  return i < self->values->len ? g_ptr_array_index (self->values, i) : NULL;
}
