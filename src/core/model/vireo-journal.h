/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The orders given, each with the shell command that does the same.  Main thread. */

typedef enum
{
  VIREO_JOURNAL_UNDER_WAY,
  VIREO_JOURNAL_DONE,
  VIREO_JOURNAL_FAILED,
} VireoJournalResult;

#define VIREO_TYPE_JOURNAL_ENTRY (vireo_journal_entry_get_type ())
G_DECLARE_FINAL_TYPE (VireoJournalEntry, vireo_journal_entry, VIREO, JOURNAL_ENTRY, GObject)

void        vireo_journal_entry_finish (VireoJournalEntry *self, const GError *error);
const char *vireo_journal_entry_get_command (VireoJournalEntry *self);
const char *vireo_journal_entry_get_subject (VireoJournalEntry *self);

#define VIREO_TYPE_JOURNAL (vireo_journal_get_type ())
G_DECLARE_FINAL_TYPE (VireoJournal, vireo_journal, VIREO, JOURNAL, GObject)

VireoJournal      *vireo_journal_new (void);
GListModel        *vireo_journal_get_entries (VireoJournal *self);
VireoJournalEntry *vireo_journal_add (VireoJournal *self, const char *subject,
                                      const char *const *command);
VireoJournalEntry *vireo_journal_add_line (VireoJournal *self, const char *subject,
                                           const char *line);
void               vireo_journal_add_further (VireoJournal *self, VireoJournalEntry *first,
                                              const char *const *command);

char              *vireo_command_to_text (const char *const *argv);
char              *vireo_command_sub_option (const char *name, const char *value);

G_END_DECLS
