/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/model/vireo-journal.h"

G_BEGIN_DECLS

/* One order in the journal: when, about what, how it ended, and its command.  Property: entry. */

#define VIREO_TYPE_JOURNAL_ROW (vireo_journal_row_get_type ())
G_DECLARE_FINAL_TYPE (VireoJournalRow, vireo_journal_row, VIREO, JOURNAL_ROW, AdwBin)

GtkWidget *vireo_journal_row_new (void);
void       vireo_journal_row_set_entry (VireoJournalRow *self, VireoJournalEntry *entry);

G_END_DECLS
