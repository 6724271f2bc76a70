/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/base/vireo-thread.h"
#include "core/model/vireo-journal.h"

/* Enough for a day's work; the oldest go first. */
#define MAX_ENTRIES 2000

struct _VireoJournalEntry
{
  GObject parent_instance;

  GDateTime *time; /* when the order was given, local */
  char *subject;
  char *command;
  VireoJournalResult result;
  char *error; /* (nullable): why it failed */
};

enum
{
  ENTRY_PROP_TIME = 1,
  ENTRY_PROP_SUBJECT,
  ENTRY_PROP_COMMAND,
  ENTRY_PROP_RESULT,
  ENTRY_PROP_ERROR,
  N_ENTRY_PROPS
};

static GParamSpec *entry_props[N_ENTRY_PROPS];

G_DEFINE_FINAL_TYPE (VireoJournalEntry, vireo_journal_entry, G_TYPE_OBJECT)

static void
vireo_journal_entry_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoJournalEntry *self = VIREO_JOURNAL_ENTRY (object);

  switch (id)
    {
    case ENTRY_PROP_TIME:
      g_value_set_boxed (value, self->time);
      break;
    case ENTRY_PROP_SUBJECT:
      g_value_set_string (value, self->subject);
      break;
    case ENTRY_PROP_COMMAND:
      g_value_set_string (value, self->command);
      break;
    case ENTRY_PROP_RESULT:
      g_value_set_uint (value, self->result);
      break;
    case ENTRY_PROP_ERROR:
      g_value_set_string (value, self->error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_journal_entry_finalize (GObject *object)
{
  VireoJournalEntry *self = VIREO_JOURNAL_ENTRY (object);

  g_date_time_unref (self->time);
  g_free (self->subject);
  g_free (self->command);
  g_free (self->error);
  G_OBJECT_CLASS (vireo_journal_entry_parent_class)->finalize (object);
}

static void
vireo_journal_entry_class_init (VireoJournalEntryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_journal_entry_get_property;
  object_class->finalize = vireo_journal_entry_finalize;

  entry_props[ENTRY_PROP_TIME] = g_param_spec_boxed ("time", NULL, NULL, G_TYPE_DATE_TIME, flags);
  entry_props[ENTRY_PROP_SUBJECT] = g_param_spec_string ("subject", NULL, NULL, NULL, flags);
  entry_props[ENTRY_PROP_COMMAND] = g_param_spec_string ("command", NULL, NULL, NULL, flags);
  entry_props[ENTRY_PROP_RESULT] = g_param_spec_uint ("result", NULL, NULL, 0,
                                                      VIREO_JOURNAL_FAILED, 0, flags);
  entry_props[ENTRY_PROP_ERROR] = g_param_spec_string ("error", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_ENTRY_PROPS, entry_props);
}

static void
vireo_journal_entry_init (VireoJournalEntry *self)
{
  self->time = g_date_time_new_now_local ();
}

static void
end (VireoJournalEntry *self, VireoJournalResult result, const char *error)
{
  self->result = result;
  g_free (self->error);
  self->error = g_strdup (error);
  g_object_notify_by_pspec (G_OBJECT (self), entry_props[ENTRY_PROP_RESULT]);
  if (error != NULL)
    g_object_notify_by_pspec (G_OBJECT (self), entry_props[ENTRY_PROP_ERROR]);
}

/**
 * vireo_journal_entry_finish:
 * @self: an entry under way
 * @error: (nullable): why the order failed; %NULL when it went through
 */
void
vireo_journal_entry_finish (VireoJournalEntry *self, const GError *error)
{
  VIREO_ASSERT_MAIN ();
  end (self, error == NULL ? VIREO_JOURNAL_DONE : VIREO_JOURNAL_FAILED,
       error != NULL ? error->message : NULL);
}

const char *
vireo_journal_entry_get_command (VireoJournalEntry *self)
{
  return self->command;
}

const char *
vireo_journal_entry_get_subject (VireoJournalEntry *self)
{
  return self->subject;
}

struct _VireoJournal
{
  GObject parent_instance;

  GListStore *entries; /* of VireoJournalEntry, oldest first */
};

G_DEFINE_FINAL_TYPE (VireoJournal, vireo_journal, G_TYPE_OBJECT)

static void
vireo_journal_finalize (GObject *object)
{
  g_object_unref (VIREO_JOURNAL (object)->entries);
  G_OBJECT_CLASS (vireo_journal_parent_class)->finalize (object);
}

static void
vireo_journal_class_init (VireoJournalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vireo_journal_finalize;
}

static void
vireo_journal_init (VireoJournal *self)
{
  self->entries = g_list_store_new (VIREO_TYPE_JOURNAL_ENTRY);
}

VireoJournal *
vireo_journal_new (void)
{
  return g_object_new (VIREO_TYPE_JOURNAL, NULL);
}

/**
 * vireo_journal_get_entries:
 *
 * Returns: (transfer none): a list of #VireoJournalEntry, oldest first
 */
GListModel *
vireo_journal_get_entries (VireoJournal *self)
{
  return G_LIST_MODEL (self->entries);
}

/**
 * vireo_journal_add:
 * @self: the journal
 * @subject: what the order is about, as the VM's name
 * @command: (array zero-terminated): the words of the equivalent shell command; quoted here
 *
 * Notes an order that is being given.
 *
 * Returns: (transfer none): the entry, to be finished with vireo_journal_entry_finish(); take
 *   a reference to keep it
 */
VireoJournalEntry *
vireo_journal_add (VireoJournal *self, const char *subject, const char *const *command)
{
  g_autofree char *line = vireo_command_to_text (command);

  return vireo_journal_add_line (self, subject, line);
}

/**
 * vireo_journal_add_line:
 * @line: the equivalent line for the shell, where one command is not enough
 *
 * As vireo_journal_add().
 *
 * Returns: (transfer none): the entry
 */
VireoJournalEntry *
vireo_journal_add_line (VireoJournal *self, const char *subject, const char *line)
{
  g_autoptr (VireoJournalEntry) entry = g_object_new (VIREO_TYPE_JOURNAL_ENTRY, NULL);

  VIREO_ASSERT_MAIN ();
  entry->subject = g_strdup (subject);
  entry->command = g_strdup (line);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->entries)) >= MAX_ENTRIES)
    g_list_store_remove (self->entries, 0);
  g_list_store_append (self->entries, entry);
  return entry; /* the list holds it */
}

static void
end_as (VireoJournalEntry *self, GParamSpec *pspec, VireoJournalEntry *first)
{
  end (self, first->result, first->error);
}

/**
 * vireo_journal_add_further:
 * @first: an entry under way
 * @command: (array zero-terminated): one more command that it takes to do the same
 *
 * Notes a further command of the same order; it ends as @first does.
 */
void
vireo_journal_add_further (VireoJournal *self,
                           VireoJournalEntry *first,
                           const char *const *command)
{
  VireoJournalEntry *entry = vireo_journal_add (self, first->subject, command);

  g_signal_connect_object (first, "notify::result", G_CALLBACK (end_as), entry, G_CONNECT_SWAPPED);
}

static gboolean
needs_quotes (const char *word)
{
  if (*word == '\0')
    return TRUE;
  for (const char *c = word; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && strchr ("_-./:=+,@%", *c) == NULL)
      return TRUE;
  return FALSE;
}

/**
 * vireo_command_to_text:
 * @argv: (array zero-terminated): words
 *
 * Returns: (transfer full): one line that a shell reads back as those words, quoting only
 *   what needs it; g_free()
 */
char *
vireo_command_to_text (const char *const *argv)
{
  GString *line = g_string_new (NULL);

  for (gsize i = 0; argv[i] != NULL; i++)
    {
      g_autofree char *quoted = needs_quotes (argv[i]) ? g_shell_quote (argv[i]) : NULL;

      if (i > 0)
        g_string_append_c (line, ' ');
      g_string_append (line, quoted != NULL ? quoted : argv[i]);
    }
  return g_string_free (line, FALSE);
}

/**
 * vireo_command_sub_option:
 * @name: of a part of an option of virt-install or virt-xml
 * @value: what it is set to
 *
 * These programs split an option's value at commas the way a shell splits at spaces, so a part
 * that holds one of the signs they know goes into quotes of its own.
 *
 * Returns: (transfer full): "name=value"; g_free()
 */
char *
vireo_command_sub_option (const char *name, const char *value)
{
  GString *text = g_string_new (name);

  g_string_append_c (text, '=');
  if (strpbrk (value, ",'\"\\#") == NULL)
    g_string_append (text, value);
  else
    {
      g_string_append_c (text, '"');
      for (const char *c = value; *c != '\0'; c++)
        {
          if (*c == '"' || *c == '\\')
            g_string_append_c (text, '\\');
          g_string_append_c (text, *c);
        }
      g_string_append_c (text, '"');
    }
  return g_string_free (text, FALSE);
}
