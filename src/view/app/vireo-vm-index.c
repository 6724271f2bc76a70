/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "view/app/vireo-vm-index.h"

typedef struct
{
  char *text; /* (nullable): folded, what the filter looks in */
  char *key;  /* (nullable): collation key of the name; digits count as numbers */
  guint8 rank; /* with key: of the state */
} Entry;

/* Words a user may type for a state, whatever language the program speaks. */
static const char *const state_words[] = {
  [VIREO_VM_STATE_UNKNOWN] = "unknown 未知",
  [VIREO_VM_STATE_OFF] = "off shut stopped 关机 关闭 已关闭",
  [VIREO_VM_STATE_SAVED] = "saved 已保存",
  [VIREO_VM_STATE_RUNNING] = "running on 运行 运行中",
  [VIREO_VM_STATE_PAUSED] = "paused suspended 挂起 暂停",
  [VIREO_VM_STATE_SLEEPING] = "sleeping suspended 休眠",
  [VIREO_VM_STATE_SHUTTING_DOWN] = "shutting down 正在关机",
  [VIREO_VM_STATE_CRASHED] = "crashed 崩溃",
};

/* The order when sorted by state: what wants attention, what works, what rests. */
static const guint8 state_ranks[] = {
  [VIREO_VM_STATE_CRASHED] = 0, [VIREO_VM_STATE_PAUSED] = 1,   [VIREO_VM_STATE_SHUTTING_DOWN] = 2,
  [VIREO_VM_STATE_RUNNING] = 3, [VIREO_VM_STATE_SLEEPING] = 4, [VIREO_VM_STATE_SAVED] = 5,
  [VIREO_VM_STATE_OFF] = 6,     [VIREO_VM_STATE_UNKNOWN] = 7,
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->text);
  g_free (entry->key);
  g_free (entry);
}

static GQuark
entry_quark (void)
{
  return g_quark_from_static_string ("vireo-vm-index");
}

static Entry *
get_entry (VireoVm *vm)
{
  Entry *entry = g_object_get_qdata (G_OBJECT (vm), entry_quark ());

  if (entry == NULL)
    {
      entry = g_new0 (Entry, 1);
      g_object_set_qdata_full (G_OBJECT (vm), entry_quark (), entry, entry_free);
    }
  return entry;
}

/* Full-width and half-width forms, accents and case do not matter when searching. */
static char *
fold (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);

  return normal != NULL ? g_utf8_casefold (normal, -1) : g_ascii_strdown (text, -1);
}

static void
add_word (GString *text, const char *word)
{
  if (word == NULL || *word == '\0')
    return;
  g_string_append (text, word);
  g_string_append_c (text, '\n');
}

static char *
make_text (VireoVm *vm, VireoOsCatalog *catalog)
{
  const VireoVmFacts *facts = vireo_vm_get_facts (vm);
  g_autoptr (GString) text = g_string_sized_new (128);
  g_auto (GStrv) addresses = NULL;

  add_word (text, facts->name);
  add_word (text, facts->title);
  add_word (text, vireo_vm_state_get_label (facts->state));
  add_word (text, state_words[facts->state]);
  g_object_get (vm, "addresses", &addresses, NULL);
  for (guint i = 0; addresses != NULL && addresses[i] != NULL; i++)
    add_word (text, addresses[i]);
  if (facts->os_id != NULL)
    {
      VireoOs *os = catalog != NULL && vireo_os_catalog_get_loaded (catalog)
                        ? vireo_os_catalog_lookup (catalog, facts->os_id)
                        : NULL;

      add_word (text, facts->os_id);
      add_word (text, os != NULL ? vireo_os_get_name (os) : NULL);
    }
  return fold (text->str);
}

/**
 * vireo_vm_index_fold_words:
 * @typed: what stands in the filter
 *
 * Returns: (transfer full): its words, ready for vireo_vm_index_matches(); empty when there is
 *   nothing to look for
 */
GStrv
vireo_vm_index_fold_words (const char *typed)
{
  g_autofree char *folded = fold (typed);
  g_auto (GStrv) pieces = g_strsplit_set (folded, " \t", -1);
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  for (guint i = 0; pieces[i] != NULL; i++)
    if (*pieces[i] != '\0')
      g_strv_builder_add (words, pieces[i]);
  return g_strv_builder_end (words);
}

/**
 * vireo_vm_index_matches:
 * @catalog: (nullable): for the names of operating systems
 * @words: (array zero-terminated): from vireo_vm_index_fold_words()
 *
 * Returns: whether every one of @words occurs in the name, title, state, addresses or operating
 *   system of @vm
 */
gboolean
vireo_vm_index_matches (VireoVm *vm, VireoOsCatalog *catalog, const char *const *words)
{
  Entry *entry = get_entry (vm);

  if (entry->text == NULL)
    entry->text = make_text (vm, catalog);
  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (entry->text, words[i]) == NULL)
      return FALSE;
  return TRUE;
}

static const Entry *
get_place (VireoVm *vm)
{
  Entry *entry = get_entry (vm);

  if (entry->key == NULL)
    {
      const char *name = vireo_vm_get_display_name (vm);
      g_autofree char *folded = g_utf8_casefold (name, -1);

      entry->key = g_utf8_collate_key_for_filename (folded, -1);
      entry->rank = state_ranks[vireo_vm_get_state (vm)];
    }
  return entry;
}

/**
 * vireo_vm_index_compare:
 *
 * By what they were when last asked, until vireo_vm_index_forget_place(): a list that is being
 * sorted bit by bit must not see anything change under its hands.
 *
 * Returns: below zero when @a comes before @b; "web-2" comes before "web-10"
 */
int
vireo_vm_index_compare (VireoVm *a, VireoVm *b, VireoSort sort)
{
  const Entry *place_a = get_place (a);
  const Entry *place_b = get_place (b);
  int difference = 0;

  if (sort == VIREO_SORT_STATE)
    difference = place_a->rank - place_b->rank;
  if (difference == 0)
    difference = strcmp (place_a->key, place_b->key);
  /* Two hosts' twins keep one order for ever. */
  return difference != 0 ? difference : strcmp (vireo_vm_get_uuid (a), vireo_vm_get_uuid (b));
}

/**
 * vireo_vm_index_forget_text:
 *
 * To be called when anything of @vm changed that it is searched by.
 */
void
vireo_vm_index_forget_text (VireoVm *vm)
{
  g_clear_pointer (&get_entry (vm)->text, g_free);
}

/**
 * vireo_vm_index_forget_place:
 *
 * To be called when anything of @vm changed that it is sorted by, and right before all that is
 * sorted is sorted anew.
 */
void
vireo_vm_index_forget_place (VireoVm *vm)
{
  g_clear_pointer (&get_entry (vm)->key, g_free);
}
