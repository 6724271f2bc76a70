/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is typed into the wizard and what lies in ~/.ssh, on its way into a kickstart file. */

#include <string.h>

#include "core/install/vireo-cloud-config.h"
#include "core/install/vireo-kickstart.h"
#include "core/install/vireo-password.h"
#include "core/install/vireo-preseed.h"
#include "core/install/vireo-ssh-keys.h"
#include "driver.h"

#define HASH "$6$saltsaltsaltsalt$hash"

static const VireoKickstartTarget target = { .arch = "x86_64", .disk = "vda" };

/* The lines of the file are ours, whatever stands in them. */
static void
count_lines (const char *text, const VireoAnswers *answers)
{
  guint n_keys = answers->ssh_keys != NULL ? g_strv_length (answers->ssh_keys) : 0;
  gboolean user = answers->user != NULL;
  guint n = 0;

  for (const char *c = strstr (text, "\n%packages"); c > text; c--)
    n += *c == '\n' ? 1 : 0;
  g_assert_cmpuint (n, ==, 19 + (answers->host_name != NULL ? 1 : 0) + (user ? 1 + n_keys : 0) + n_keys);
}

/* Each line is a question of the installer's. */
static void
assert_questions (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (char **line = lines; *line != NULL; line++)
    g_assert_true (**line == '\0' || g_str_has_prefix (*line, "d-i ")
                   || g_str_has_prefix (*line, "tasksel ")
                   || g_str_has_prefix (*line, "popularity-contest "));
}

/* Each value is a line of the input. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = size > 0 ? g_strndup ((const char *) data, size) : g_strdup ("");
  g_auto (GStrv) lines = g_strsplit (text, "\n", 8);
  guint n = g_strv_length (lines);
  g_autoptr (VireoAnswers) answers = vireo_answers_new ();
  g_autofree char *kickstart = NULL;
  g_autofree char *cloud = NULL;
  g_autofree char *preseed = NULL;

#define LINE(i) (n > (i) && *lines[i] != '\0' ? g_strdup (lines[i]) : NULL)
  answers->root_hash = g_strdup (HASH);
  answers->host_name = LINE (0);
  answers->user = LINE (1);
  answers->user_hash = g_strdup (HASH);
  answers->user_full_name = LINE (2);
  answers->repository = LINE (3);
  answers->proxy = LINE (4);
  answers->ssh_keys = vireo_ssh_keys_parse (text);
  kickstart = vireo_kickstart_make (answers, &target, NULL);
  cloud = vireo_cloud_config_make_user_data (answers, NULL);
  g_assert_true ((kickstart == NULL) == (cloud == NULL));
  if (kickstart != NULL)
    count_lines (kickstart, answers);
  answers->kind = VIREO_ANSWERS_PRESEED;
  preseed = vireo_preseed_make (answers, &target, NULL);
  /* Debian's installer refuses some names that others take. */
  g_assert_true (kickstart != NULL || preseed == NULL);
  if (preseed != NULL)
    {
      g_autoptr (GBytes) archive = vireo_preseed_make_archive (answers, preseed, size);

      assert_questions (preseed);
      g_assert_cmpuint ((size + g_bytes_get_size (archive)) % 4, ==, 0);
    }
  vireo_answers_check_extra (text, NULL);
  vireo_answers_check_extra_preseed (text, NULL);
  vireo_answers_check_time_zone (text, NULL);
  if (vireo_password_check (text, NULL))
    vireo_password_judge (text, answers->user);
  return 0;
}

GPtrArray *
vireo_fuzz_make_seeds (void)
{
  static const char *const texts[] = {
    "ctyun01\nwang\n王 伟\nhttp://a.b/c\nhttp://user:pass@proxy:3128\n",
    "a.b\n_x\n\nftp://x\nhttps://y\n"
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBw1rKcWlsOIWmL6RlVSn0Ju6cHBUfXAZeJKkWGqjPVE me@x\n",
    "%post\nid\n%end\n",
  };
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_ptr_array_add (seeds, g_bytes_new_static (texts[i], strlen (texts[i])));
  return seeds;
}
