/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gstdio.h>
#include <string.h>

#include "core/install/vireo-media.h"
#include "vireo-mini-iso.h"
#include "vireo-test.h"

/* A folder for images, and a catalog to recognise them by. */

/* Loaded once; media never change it. */
static VireoOsCatalog *catalog;
static char *folder;

static inline char *
get_path (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static inline void
put (const char *name, const void *data, gsize length)
{
  g_autofree char *path = get_path (name);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, data, (gssize) length, &error);
  g_assert_no_error (error);
}

static inline void
put_iso (const char *name, const VireoMiniIso *iso)
{
  g_autoptr (GByteArray) image = vireo_mini_iso_make (iso);

  put (name, image->data, image->len);
}

static inline VireoMedia *
read_path (const char *path, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  vireo_media_read_async (path, catalog, NULL, vireo_test_keep_result, &result);
  g_assert_null (result); /* never within the call */
  vireo_test_wait (result != NULL);
  return vireo_media_read_finish (result, error);
}

static inline VireoMedia *
read_file (const char *name)
{
  g_autofree char *path = get_path (name);
  g_autoptr (GError) error = NULL;
  VireoMedia *media = read_path (path, &error);

  g_assert_no_error (error);
  return media;
}

static inline VireoMedia *
read_iso (const char *name, const VireoMiniIso *iso)
{
  put_iso (name, iso);
  return read_file (name);
}

static inline void
assert_os (VireoMedia *media, const char *short_id)
{
  VireoOs *os = vireo_media_get_os (media);

  g_assert_cmpstr (os != NULL ? vireo_os_get_short_id (os) : NULL, ==, short_id);
}

static inline void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_tree (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

/* Before the first test. */
static inline void
media_test_begin (void)
{
  vireo_thread_init ();
  g_setenv ("OSINFO_LOCAL_DIR", "/nonexistent", TRUE);
  g_setenv ("OSINFO_USER_DIR", "/nonexistent", TRUE);
  g_unsetenv ("OSINFO_SYSTEM_DIR");
  catalog = vireo_os_catalog_new (NULL);
  folder = g_dir_make_tmp ("vireo-media-XXXXXX", NULL);
}

/* After the last. */
static inline void
media_test_end (void)
{
  remove_tree (folder);
  g_free (folder);
  g_object_unref (catalog);
}
