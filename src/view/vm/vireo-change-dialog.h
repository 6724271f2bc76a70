/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/model/vireo-vm-change.h"

G_BEGIN_DECLS

/* What dialogs that change a VM have in common: *Cancel*, the button that does it, what is wrong
 * said below the fields, and waiting for the answer.  A subclass gives the fields ("body") and says
 * what is to be done. */

#define VIREO_TYPE_CHANGE_DIALOG (vireo_change_dialog_get_type ())
G_DECLARE_DERIVABLE_TYPE (VireoChangeDialog, vireo_change_dialog, VIREO, CHANGE_DIALOG, AdwWindow)

/* Properties: body (GtkWidget: the fields), verb (of the button, with its mnemonic), problem
 * (nullable: why it cannot be done), note (nullable: good to know), busy (it is being done). */
struct _VireoChangeDialogClass
{
  AdwWindowClass parent_class;

  /* Gives the order, with vireo_change_dialog_done() and a reference to the dialog. */
  void (*apply) (VireoChangeDialog *self);
};

void     vireo_change_dialog_open (VireoChangeDialog *self, GtkWidget *where, VireoVm *vm);
void     vireo_change_dialog_begin_in (VireoChangeDialog *self, GtkWidget *first);
VireoVm *vireo_change_dialog_get_vm (VireoChangeDialog *self);
void     vireo_change_dialog_set_problem (VireoChangeDialog *self, const char *problem);
void     vireo_change_dialog_set_note (VireoChangeDialog *self, const char *note);
void     vireo_change_dialog_done (GObject *source, GAsyncResult *result, gpointer self);
void     vireo_change_dialog_failed (VireoChangeDialog *self, const GError *error);
gboolean vireo_change_dialog_has_failed (VireoChangeDialog *self);
void     vireo_change_dialog_refuse (VireoChangeDialog *self, const char *sentence);
void     vireo_change_dialog_apply (VireoChangeDialog *self);

G_END_DECLS
