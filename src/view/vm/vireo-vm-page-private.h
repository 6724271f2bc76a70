/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "view/vm/vireo-vm-page.h"

G_BEGIN_DECLS

/* Shared by vireo-vm-page.c (what is shown), vireo-vm-page-words.c (in which words) and
 * vireo-vm-page-actions.c (what can be done). */

struct _VireoVmPage
{
  AdwBin parent_instance;

  VireoContext *context;  /* (owned) (nullable) */
  VireoVm *vm;            /* (owned) (nullable) */
  GSignalGroup *watched;  /* (owned): follows whichever VM is shown */

  AdwViewStack *panes; /* of AdwBin, each with its pane once that is made */
  GtkWidget *switcher;
  GtkScrolledWindow *names; /* around the switcher */
  guint make_panes;    /* timer of what is yet to be made */
  guint tell_others;   /* timer of the panes that are not seen */
};

void _vireo_vm_page_bind_words (GtkWidgetClass *widget_class);
void _vireo_vm_page_class_actions_init (VireoVmPageClass *klass);
void _vireo_vm_page_update_actions (VireoVmPage *self);
void _vireo_vm_page_note_seen (VireoVmPage *self);
void _vireo_vm_page_set_autostart (VireoVmPage *self, gboolean autostart);

G_END_DECLS
