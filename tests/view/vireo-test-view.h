/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <libvirt/libvirt.h>
#include <string.h>

#include "view/common/vireo-context.h"
#include "vireo-test.h"

/* Finding and using widgets as a person does: by the words they carry, in what can be seen. */

static inline gboolean
vireo_test_says (const char *text, const char *words)
{
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", "_", -1);
  g_autofree char *plain = g_strjoinv ("", parts);

  return g_strcmp0 (plain, words) == 0;
}

/* Whether @words is what a screen reader says of @widget, or what is written on it. */
static inline gboolean
vireo_test_is_named (GtkWidget *widget, const char *words)
{
  g_autofree char *differs
      = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget),
                                            GTK_ACCESSIBLE_PROPERTY_LABEL, words);
  const char *text = NULL;

  if (differs == NULL)
    return TRUE;
  if (GTK_IS_BUTTON (widget))
    text = gtk_button_get_label (GTK_BUTTON (widget));
  else if (GTK_IS_CHECK_BUTTON (widget))
    text = gtk_check_button_get_label (GTK_CHECK_BUTTON (widget));
  else if (GTK_IS_LABEL (widget))
    text = gtk_label_get_label (GTK_LABEL (widget));
  else if (ADW_IS_PREFERENCES_ROW (widget))
    text = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget));
  return text != NULL && vireo_test_says (text, words);
}

/* Returns: (nullable): the first @type called @words below @from that can be seen */
static inline GtkWidget *
vireo_test_find (gpointer from, GType type, const char *words)
{
  if (g_type_is_a (G_OBJECT_TYPE (from), type) && gtk_widget_get_mapped (from)
      && vireo_test_is_named (from, words))
    return from;
  for (GtkWidget *child = gtk_widget_get_first_child (from); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = vireo_test_find (child, type, words);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* Returns: (nullable): the subtitle of the row called @title */
static inline const char *
vireo_test_subtitle (gpointer from, const char *title)
{
  GtkWidget *row = vireo_test_find (from, ADW_TYPE_ACTION_ROW, title);

  return row != NULL ? adw_action_row_get_subtitle (ADW_ACTION_ROW (row)) : NULL;
}

/* Returns: (nullable): an open window of @type */
static inline GtkWidget *
vireo_test_window (GType type)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (g_type_is_a (G_OBJECT_TYPE (window), type) && gtk_widget_get_mapped (window))
        return window;
    }
  return NULL;
}

static inline gboolean
vireo_test_can (gpointer from, GType type, const char *words)
{
  GtkWidget *widget = vireo_test_find (from, type, words);

  return widget != NULL && gtk_widget_is_sensitive (widget);
}

/* Presses the button called @words, once it is there and can be pressed. */
static inline void
vireo_test_press (gpointer from, const char *words)
{
  vireo_test_wait (vireo_test_can (from, GTK_TYPE_BUTTON, words));
  g_signal_emit_by_name (vireo_test_find (from, GTK_TYPE_BUTTON, words), "clicked");
}

/* Answers the message dialog that is open. */
static inline void
vireo_test_answer (const char *response)
{
  GtkWidget *dialog = NULL;

  vireo_test_wait ((dialog = vireo_test_window (ADW_TYPE_MESSAGE_DIALOG)) != NULL);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  gtk_window_close (GTK_WINDOW (dialog));
  vireo_test_wait (vireo_test_window (ADW_TYPE_MESSAGE_DIALOG) == NULL);
}

/* A context with the host of tests/data/host.xml, connected; its one VM is "test". */
typedef struct
{
  VireoContext *context;
  VireoHost *host; /* borrowed */
  VireoVm *vm;     /* borrowed */
} VireoTestContext;

static inline void
vireo_test_context_set_up (VireoTestContext *f)
{
  g_autofree char *uri
      = g_strconcat ("test://", g_test_get_filename (G_TEST_DIST, "data", "host.xml", NULL), NULL);

  f->context = vireo_context_new ();
  f->host = vireo_host_list_ensure (vireo_context_get_hosts (f->context), uri, FALSE);
  vireo_host_connect (f->host);
  vireo_test_wait (vireo_host_get_state (f->host) == VIREO_HOST_ON);
  vireo_test_wait (vireo_vm_list_find (vireo_host_get_vms (f->host), "test") != NULL);
  f->vm = vireo_vm_list_find (vireo_host_get_vms (f->host), "test");
  vireo_test_wait (vireo_vm_get_facts (f->vm)->has_details);
}

/* One more VM, off and of few words. */
static inline VireoVm *
vireo_test_context_define (VireoTestContext *f, const char *name)
{
  virDomainPtr other = vireo_vm_ref_handle (f->vm);
  g_autofree char *xml = g_strdup_printf ("<domain type='test'><name>%s</name>"
                                          "<memory unit='MiB'>64</memory><os>"
                                          "<type arch='x86_64'>hvm</type></os></domain>",
                                          name);
  virDomainPtr handle = virDomainDefineXML (virDomainGetConnect (other), xml);
  VireoVm *vm = NULL;

  g_assert_nonnull (handle);
  virDomainFree (handle);
  virDomainFree (other);
  vireo_test_wait ((vm = vireo_vm_list_find (vireo_host_get_vms (f->host), name)) != NULL);
  return vm;
}

static inline void
vireo_test_context_tear_down (VireoTestContext *f)
{
  gpointer gone = f->host;

  g_object_add_weak_pointer (G_OBJECT (f->host), &gone);
  vireo_host_disconnect (f->host);
  g_object_unref (f->context);
  vireo_test_wait (gone == NULL);
}
