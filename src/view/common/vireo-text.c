/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-units.h"
#include "core/model/vireo-vm.h"
#include "view/common/vireo-text.h"

char *
vireo_text_size (gpointer instance, guint64 bytes)
{
  return bytes == 0 ? g_strdup ("") : vireo_size_to_text (bytes);
}

char *
vireo_text_cpus (gpointer instance, guint n)
{
  /* Translators: the number of (virtual) processors */
  return g_strdup_printf (ngettext ("%u CPU", "%u CPUs", n), n);
}

char *
vireo_text_yes_no (gpointer instance, gboolean value)
{
  return g_strdup (value ? _ ("Yes") : _ ("No"));
}

char *
vireo_text_vm_state (gpointer instance, guint state)
{
  return g_strdup (vireo_vm_state_get_label (state));
}

gboolean
vireo_text_filled (gpointer instance, const char *text)
{
  return text != NULL && *text != '\0';
}

gboolean
vireo_text_not (gpointer instance, gboolean value)
{
  return !value;
}

gboolean
vireo_text_both (gpointer instance, gboolean a, gboolean b)
{
  return a && b;
}

gboolean
vireo_text_either (gpointer instance, gboolean a, gboolean b)
{
  return a || b;
}

/**
 * vireo_text_bind:
 * @klass: a template class whose .ui uses the formatters of this file
 *
 * Makes them known to @klass.  Called in class_init, after the template is set.
 */
void
vireo_text_bind (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_callback (klass, vireo_text_size);
  gtk_widget_class_bind_template_callback (klass, vireo_text_cpus);
  gtk_widget_class_bind_template_callback (klass, vireo_text_yes_no);
  gtk_widget_class_bind_template_callback (klass, vireo_text_vm_state);
  gtk_widget_class_bind_template_callback (klass, vireo_text_filled);
  gtk_widget_class_bind_template_callback (klass, vireo_text_not);
  gtk_widget_class_bind_template_callback (klass, vireo_text_both);
  gtk_widget_class_bind_template_callback (klass, vireo_text_either);
}
