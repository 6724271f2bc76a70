/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/install/vireo-install-draft.h"
#include "core/jobs/vireo-create-job.h"
#include "view/wizard/vireo-install-wizard.h"

G_BEGIN_DECLS

/* For vireo-install-wizard*.c only. */

struct _VireoInstallWizard
{
  AdwWindow parent_instance;

  VireoContext *context;    /* (owned) */
  VireoInstallDraft *draft; /* (owned) */
  VireoCreateJob *job;      /* (owned) (nullable): once *Create* was pressed */
  GCancellable *leaving;    /* (owned): stops what the window waits for */
  gboolean filling;         /* the wizard writes into its own widgets */

  GtkStack *pages;
  GtkWidget *next, *back;
  GtkDropDown *os;
  AdwComboRow *source, *disk, *pool, *format, *network;
  GtkWidget *media_path, *import_path, *media_card, *foreign;
  GtkWidget *n_vcpus, *memory, *disk_size, *disk_path;
  GtkWidget *name, *uefi, *kvm, *start, *command, *details, *more, *try_tcg;
  GtkListBox *summary;
  GtkTextView *xml;
  GtkLabel *step;
  GtkProgressBar *progress;
  AdwStatusPage *failure;
  GtkWidget *media_words, *system_words, *cpus_words, *memory_words, *disk_words, *network_words;
  GtkWidget *name_words, *advanced_words, *xml_words;
};

gboolean vireo_install_wizard_has_text (GBinding *binding, const GValue *from, GValue *to,
                                        gpointer unused);
void vireo_install_wizard_bind_pages (VireoInstallWizard *self);
void vireo_install_wizard_fill_review (VireoInstallWizard *self);

G_END_DECLS
