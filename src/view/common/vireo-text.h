/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Formatters for <closure function="..."> in .ui files, under the same names.  A template class
 * that uses them calls vireo_text_bind() in its class_init. */

void     vireo_text_bind (GtkWidgetClass *klass);

char    *vireo_text_size (gpointer instance, guint64 bytes);      /* "1.5 GiB"; "" for none */
char    *vireo_text_cpus (gpointer instance, guint n);            /* "4 CPUs" */
char    *vireo_text_yes_no (gpointer instance, gboolean value);   /* "Yes" or "No" */
char    *vireo_text_vm_state (gpointer instance, guint state);    /* "Running" */
gboolean vireo_text_filled (gpointer instance, const char *text); /* neither NULL nor "" */
gboolean vireo_text_not (gpointer instance, gboolean value);
gboolean vireo_text_both (gpointer instance, gboolean a, gboolean b);
gboolean vireo_text_either (gpointer instance, gboolean a, gboolean b);

G_END_DECLS
