/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which OS a medium installs, and who decided: its volume label, else the .treeinfo file in it,
 * else its file name. */

#include "config.h"

#include "core/base/vireo-thread.h"
#include "core/install/vireo-media-names.h"
#include "core/install/vireo-media-private.h"

/* Images are padded, and copies of discs lack a few sectors of it; less than this missing is
 * no harm. */
#define MISSING_TOLERATED (1024 * 1024) /* bytes */

void
vireo_media_facts_free (VireoMediaFacts *facts)
{
  g_free (facts->path);
  g_free (facts->label);
  g_ptr_array_unref (facts->matches);
  g_free (facts);
}

/* The third line, after the time and the name of the release. */
static const char *
find_discinfo_arch (const char *discinfo)
{
  g_auto (GStrv) lines = discinfo != NULL ? g_strsplit (discinfo, "\n", 4) : NULL;

  if (lines == NULL || g_strv_length (lines) < 3)
    return NULL;
  return vireo_media_names_find_arch (lines[2]);
}

static GPtrArray *
match_names (const char *file_name, VireoOsDb *db)
{
  GPtrArray *matches = g_ptr_array_new_with_free_func ((GDestroyNotify) vireo_os_match_free);
  g_auto (GStrv) ids = vireo_media_names_guess (file_name);

  for (char **id = ids; *id != NULL; id++)
    if (vireo_os_db_has (db, *id))
      {
        VireoOsMatch *match = g_new0 (VireoOsMatch, 1);

        match->os_id = g_strdup (*id);
        match->catch_all = g_str_has_suffix (*id, "/unknown");
        match->installer_reboots = 1;
        g_ptr_array_add (matches, match);
      }
  return matches;
}

/* The first match that names a version; with @any, the first of all. */
static VireoOsMatch *
get_best (GPtrArray *matches, gboolean any)
{
  for (guint i = 0; i < matches->len; i++)
    if (any || !((VireoOsMatch *) matches->pdata[i])->catch_all)
      return matches->pdata[i];
  return NULL;
}

static void
append_match (GPtrArray *matches, const VireoOsMatch *match)
{
  VireoOsMatch *copy;

  for (guint i = 0; i < matches->len; i++)
    if (g_str_equal (((VireoOsMatch *) matches->pdata[i])->os_id, match->os_id))
      return;
  copy = g_new (VireoOsMatch, 1);
  *copy = *match;
  copy->os_id = g_strdup (match->os_id);
  g_ptr_array_add (matches, copy);
}

static void
append_all (GPtrArray *matches, GPtrArray *more)
{
  for (guint i = 0; i < more->len; i++)
    append_match (matches, more->pdata[i]);
}

static gboolean
has_exact (GPtrArray *matches, const char *os_id)
{
  for (guint i = 0; i < matches->len; i++)
    {
      VireoOsMatch *match = matches->pdata[i];

      if (!match->catch_all && g_str_equal (match->os_id, os_id))
        return TRUE;
    }
  return FALSE;
}

/* Of several versions that one label stands for, the one that @other names too.  NULL: the label
 * is clear, or @other names none of them. */
static VireoOsMatch *
narrow (GPtrArray *by_label, GPtrArray *other)
{
  guint n_exact = 0;
  VireoOsMatch *found = NULL;

  for (guint i = 0; i < by_label->len; i++)
    {
      VireoOsMatch *match = by_label->pdata[i];

      n_exact += match->catch_all ? 0 : 1;
      if (found == NULL && !match->catch_all && has_exact (other, match->os_id))
        found = match;
    }
  return n_exact > 1 ? found : NULL;
}

/* One who knows the version is heard before one who knows only the product; among equals the
 * label comes first, then .treeinfo, then the name.  Whoever was heard has the first word, and
 * what the others say stays on offer, except the name's: renaming a file must add nothing to
 * what the medium itself says.  It may choose, though, where a label stands for several versions. */
static void
decide (VireoMediaFacts *facts, GPtrArray *by_label, GPtrArray *by_tree, GPtrArray *by_name)
{
  const struct
  {
    GPtrArray *matches;
    VireoMediaDecided decided;
  } sources[] = {
    { by_label, VIREO_MEDIA_DECIDED_LABEL },
    { by_tree, VIREO_MEDIA_DECIDED_TREEINFO },
    { by_name, VIREO_MEDIA_DECIDED_FILE_NAME },
  };

  for (gsize i = 1; i < G_N_ELEMENTS (sources); i++)
    {
      VireoOsMatch *match = narrow (by_label, sources[i].matches);

      if (match == NULL)
        continue;
      facts->decided = sources[i].decided;
      append_match (facts->matches, match);
      append_all (facts->matches, by_label);
      append_all (facts->matches, by_tree);
      return;
    }
  for (gboolean any = FALSE; any <= TRUE; any++)
    for (gsize i = 0; i < G_N_ELEMENTS (sources); i++)
      {
        VireoOsMatch *best = get_best (sources[i].matches, any);

        if (best == NULL)
          continue;
        facts->decided = sources[i].decided;
        append_match (facts->matches, best);
        append_all (facts->matches, sources[i].matches);
        append_all (facts->matches, by_label);
        append_all (facts->matches, by_tree);
        return;
      }
}

static const char *
find_arch (const VireoIso *iso, const char *file_name, GPtrArray *matches, const VireoTreeinfo *tree)
{
  const VireoOsMatch *best = matches->len > 0 ? matches->pdata[0] : NULL;
  const char *arch = best != NULL ? best->arch : NULL;

  if (arch == NULL && tree->arch != NULL)
    arch = vireo_media_names_find_arch (tree->arch);
  if (arch == NULL)
    arch = find_discinfo_arch (iso->discinfo);
  if (arch == NULL)
    arch = vireo_media_names_find_arch (iso->label);
  if (arch == NULL)
    {
      g_autofree char *valid = g_utf8_make_valid (file_name, -1);

      arch = vireo_media_names_find_arch (valid);
    }
  return arch;
}

/**
 * vireo_media_identify:
 * @iso: what the image says
 * @file_name: its name, without the folder
 * @db: the OS data
 *
 * Worker.
 *
 * Returns: (transfer full): vireo_media_facts_free()
 */
VireoMediaFacts *
vireo_media_identify (const VireoIso *iso, const char *file_name, VireoOsDb *db)
{
  VireoMediaFacts *facts = g_new0 (VireoMediaFacts, 1);
  g_autoptr (GPtrArray) by_label = vireo_os_db_identify_iso (db, iso);
  g_autoptr (GPtrArray) by_tree = NULL;
  g_autoptr (GPtrArray) by_name = match_names (file_name, db);
  g_auto (VireoTreeinfo) tree = { 0 };

  VIREO_ASSERT_WORKER ();
  vireo_treeinfo_parse (&tree, iso->treeinfo);
  by_tree = tree.family != NULL
              ? vireo_os_db_identify_tree (db, &tree)
              : g_ptr_array_new_with_free_func ((GDestroyNotify) vireo_os_match_free);

  facts->label = g_strdup (iso->label);
  facts->size = iso->size;
  facts->bootable = iso->bootable;
  if (iso->volume_size > iso->size && iso->volume_size - iso->size > MISSING_TOLERATED)
    facts->missing = iso->volume_size - iso->size;
  facts->matches = g_ptr_array_new_with_free_func ((GDestroyNotify) vireo_os_match_free);
  decide (facts, by_label, by_tree, by_name);
  facts->arch = find_arch (iso, file_name, facts->matches, &tree);
  facts->installer_reboots
    = facts->matches->len > 0 ? ((VireoOsMatch *) facts->matches->pdata[0])->installer_reboots : 1;
  return facts;
}
