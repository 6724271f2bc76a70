/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/model/vireo-journal.h"

G_BEGIN_DECLS

/* What was done, newest first, each with the shell command that does the same.
 * Property: journal. */

#define VIREO_TYPE_JOURNAL_VIEW (vireo_journal_view_get_type ())
G_DECLARE_FINAL_TYPE (VireoJournalView, vireo_journal_view, VIREO, JOURNAL_VIEW, AdwWindow)

GtkWidget *vireo_journal_view_new (GtkWindow *parent, VireoJournal *journal);

G_END_DECLS
