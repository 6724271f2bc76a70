/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Debian's installer is told is read again, as debconf and the kernel would, and has to be what
 * was typed. */

#include <string.h>

#include "core/base/vireo-error.h"
#include "core/install/vireo-preseed.h"

#define HASH "$6$saltsalt$abcdefghijklmnopqrstuvwxyz./0123456789ABCDEF"
#define KEY "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0Y9bqXm0oXJ1sU0mKkqz1m3q5wU2m0m0m0m0m0m0m0"

static const VireoKickstartTarget target = { .arch = "x86_64", .disk = "vda" };

static void
replace (char **field, const char *text)
{
  g_free (*field);
  *field = g_strdup (text);
}

static VireoAnswers *
make_answers (void)
{
  VireoAnswers *answers = vireo_answers_new ();

  answers->kind = VIREO_ANSWERS_PRESEED;
  answers->host_name = g_strdup ("web.example.org");
  answers->root_hash = g_strdup (HASH);
  answers->user = g_strdup ("wang");
  answers->user_full_name = g_strdup ("Wang Wu");
  answers->user_hash = g_strdup (HASH);
  return answers;
}

/* The lines as debconf-set-selections takes them: question -> value; NULL: it would not take one. */
static GHashTable *
parse (const char *text)
{
  g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (char **line = lines; *line != NULL; line++)
    {
      g_auto (GStrv) words = NULL;

      if (g_str_has_suffix (*line, "\\"))
        return NULL; /* it would go on */
      if (**line == '\0' || **line == '#')
        continue;
      words = g_strsplit (*line, " ", 4);
      if (g_strv_length (words) < 3)
        return NULL;
      /* What is said twice is said by somebody else. */
      if (!g_hash_table_insert (values, g_strdup (words[1]),
                                g_strstrip (g_strdup (words[3] != NULL ? words[3] : ""))))
        return NULL;
    }
  return g_steal_pointer (&values);
}

static void
assert_value (GHashTable *values, const char *question, const char *value)
{
  g_autofree char *plain = g_strstrip (g_strdup (value != NULL ? value : ""));

  g_assert_cmpstr (g_hash_table_lookup (values, question), ==, plain);
}

static gboolean
check_round_trip (const VireoAnswers *answers)
{
  g_autofree char *text = vireo_preseed_make (answers, &target, NULL);
  g_autoptr (GHashTable) values = NULL;
  g_autofree char *name = NULL;
  const char *domain, *last;

  if (text == NULL)
    return FALSE;
  values = parse (text);
  g_assert_nonnull (values);
  assert_value (values, "debian-installer/locale", answers->language);
  assert_value (values, "time/zone", answers->time_zone);
  domain = g_hash_table_lookup (values, "netcfg/get_domain");
  name = g_strconcat (g_hash_table_lookup (values, "netcfg/get_hostname"), *domain != '\0' ? "." : "",
                      domain, NULL);
  g_assert_cmpstr (name, ==, answers->host_name);
  assert_value (values, "passwd/root-password-crypted", answers->root_hash);
  assert_value (values, "passwd/username", answers->user);
  assert_value (values, "passwd/user-fullname", answers->user_full_name);
  assert_value (values, "passwd/user-password-crypted", answers->user_hash);
  assert_value (values, "partman-auto/disk", "/dev/vda");
  assert_value (values, "debian-installer/exit/poweroff", "true");
  last = g_hash_table_lookup (values, "preseed/late_command");
  g_assert_null (strpbrk (last, "\"'`$|&<"));
  if (answers->ssh_keys != NULL && *answers->ssh_keys != NULL)
    g_assert_null (strstr (last, *answers->ssh_keys));
  return TRUE;
}

static const char *const pieces[] = {
  "\n", "\r", "\nd-i passwd/root-login boolean true\n", "\\", "\\\n", "\"", "'", "`id`", "$(id)",
  ";", "&&", "|", "#", " ", "\t", "a", "Z", "0", "-", ".", "/", "_", "=", "天", "翼", "é", "\x01",
  "\x7f", "\x0b", "\x1c", "\xc2\x85", "\xe2\x80\xa8", "\xff", "\xc0\x80", "d-i", "$6$", "http://",
  "https://", "example", ".org", ":80", KEY, "zh_CN.UTF-8", "Asia/Shanghai", "us", "host", "user",
};

static char *
make_hostile (void)
{
  GString *text = g_string_new (NULL);
  int n = g_test_rand_int_range (0, 7);

  for (int i = 0; i < n; i++)
    g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
  return g_string_free (text, FALSE);
}

static void
put_hostile (VireoAnswers *answers, int field)
{
  char *text = make_hostile ();
  char **fields[] = { &answers->language,       &answers->keyboard,  &answers->time_zone,
                      &answers->host_name,      &answers->root_hash, &answers->user,
                      &answers->user_full_name, &answers->user_hash, &answers->repository,
                      &answers->proxy };

  if (field < (int) G_N_ELEMENTS (fields))
    {
      g_free (*fields[field]);
      *fields[field] = text;
      return;
    }
  g_strfreev (answers->ssh_keys);
  answers->ssh_keys = g_new0 (char *, 2);
  answers->ssh_keys[0] = g_test_rand_bit () ? g_strconcat (KEY " ", text, NULL) : g_strdup (text);
  g_free (text);
}

static void
test_hostile_values (void)
{
  guint taken = 0;
  guint refused = 0;

  for (int i = 0; i < 16000; i++)
    {
      g_autoptr (VireoAnswers) answers = make_answers ();

      put_hostile (answers, i % 11);
      if (g_test_rand_int_range (0, 4) == 0)
        put_hostile (answers, g_test_rand_int_range (0, 11));
      if (check_round_trip (answers))
        taken++;
      else
        refused++;
    }
  g_test_message ("%u taken, %u refused", taken, refused);
  g_assert_cmpuint (taken, >, 200);
  g_assert_cmpuint (refused, >, 4000);
}

static GHashTable *
make_values_for (const char *language, const char *keyboard)
{
  g_autoptr (VireoAnswers) answers = make_answers ();
  g_autofree char *text = NULL;

  replace (&answers->language, language);
  replace (&answers->keyboard, keyboard);
  text = vireo_preseed_make (answers, &target, NULL);
  g_assert_nonnull (text);
  return parse (text);
}

static void
test_what_is_left_out (void)
{
  g_autoptr (VireoAnswers) answers = make_answers ();
  g_autofree char *text = NULL;
  g_autofree char *with_extra = NULL;
  g_autoptr (GHashTable) values = NULL;

  replace (&answers->user, NULL);
  replace (&answers->user_hash, NULL);
  replace (&answers->host_name, "web");
  replace (&answers->repository, "https://mirror.example.org:8080/debian");
  replace (&answers->proxy, "http://proxy:3128");
  answers->layout = VIREO_LAYOUT_PLAIN;
  answers->root_ssh = TRUE;
  text = vireo_preseed_make (answers, &target, NULL);
  values = parse (text);
  assert_value (values, "passwd/make-user", "false");
  assert_value (values, "netcfg/get_domain", "");
  assert_value (values, "partman-auto/method", "regular");
  assert_value (values, "mirror/protocol", "https");
  assert_value (values, "mirror/https/hostname", "mirror.example.org:8080");
  assert_value (values, "mirror/https/directory", "/debian");
  assert_value (values, "mirror/https/proxy", "http://proxy:3128");
  g_assert_nonnull (strstr (text, "PermitRootLogin yes"));
  g_assert_true (g_str_has_suffix (g_hash_table_lookup (values, "partman/early_command"),
                                   " || debconf-set apt-setup/services-select updates"));
  assert_value (values, "apt-setup/disable-cdrom-entries", "true");

  answers->extra = g_strdup ("d-i a/b string %post");
  with_extra = vireo_preseed_make (answers, &target, NULL);
  g_assert_true (g_str_has_prefix (with_extra, text)); /* it comes last */
  replace (&answers->extra, "d-i a/b string x\x0b");
  g_assert_null (vireo_preseed_make (answers, &target, NULL));
}

/* As the installer's own lists write them; what is not there it asks for. */
static void
test_languages_and_keyboards (void)
{
  static const char *const languages[] = { "zh_CN", "zh_TW", "en", "de", "es",    "fr",
                                           "it",    "ja",    "ko", "ru", "pt_BR", NULL };
  static const char *const keymaps[] = { "us", "gb", "cn",        "de", "es", "fr(latin9)",
                                         "it", "jp", "kr(kr104)", "br", "ru", NULL };
  static const struct
  {
    const char *locale, *language, *country;
  } table[] = {
    { "zh_CN.UTF-8", "zh_CN", "CN" },
    { "zh_HK.UTF-8", "zh_TW", "HK" },
    { "en_GB.UTF-8", "en", "GB" },
    { "pt_BR.UTF-8", "pt_BR", "BR" },
  };

  for (const VireoAnswersChoice *choice = vireo_answers_languages; choice->code != NULL; choice++)
    {
      g_autoptr (GHashTable) values = make_values_for (choice->code, "us");
      const char *country = g_hash_table_lookup (values, "debian-installer/country");

      g_assert_true (g_strv_contains (
          languages, g_hash_table_lookup (values, "debian-installer/language")));
      g_assert_cmpuint (strlen (country), ==, 2);
      for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
        if (g_str_equal (table[i].locale, choice->code))
          {
            assert_value (values, "debian-installer/language", table[i].language);
            assert_value (values, "debian-installer/country", table[i].country);
          }
    }
  for (const VireoAnswersChoice *choice = vireo_answers_keyboards; choice->code != NULL; choice++)
    {
      g_autoptr (GHashTable) values = make_values_for ("en_US.UTF-8", choice->code);

      g_assert_true (g_strv_contains (
          keymaps, g_hash_table_lookup (values, "keyboard-configuration/xkb-keymap")));
    }
}

/* What it would not take, it would ask for in the middle. */
static void
test_what_the_installer_refuses (void)
{
  static const char *const logins[] = { "_wang", "admin", "staff", "backup", "www-data" };

  for (gsize i = 0; i < G_N_ELEMENTS (logins); i++)
    {
      g_autoptr (VireoAnswers) answers = make_answers ();

      replace (&answers->user, logins[i]);
      g_assert_false (vireo_answers_check (answers, NULL));
      answers->kind = VIREO_ANSWERS_KICKSTART;
      g_assert_true (vireo_answers_check (answers, NULL));
      answers->kind = VIREO_ANSWERS_PRESEED;
      replace (&answers->user, "wang_2-b");
      g_assert_true (vireo_answers_check (answers, NULL));
    }
}

/* No password in clear gets this far. */
static void
test_only_hashes (void)
{
  g_autoptr (VireoAnswers) answers = make_answers ();
  g_autoptr (GError) error = NULL;

  replace (&answers->root_password, "secret");
  g_assert_null (vireo_preseed_make (answers, &target, &error));
  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_INVALID);
}

static guint
read_hex (const char *at)
{
  g_autofree char *digits = g_strndup (at, 8);

  return (guint) g_ascii_strtoull (digits, NULL, 16);
}

/* As the kernel unpacks it, behind an initrd of any size. */
static void
test_the_archive (void)
{
  g_autoptr (VireoAnswers) answers = make_answers ();

  answers->ssh_keys = g_strsplit (KEY " a's `key`," KEY " 天翼", ",", -1);
  for (guint before = 1000; before < 1004; before++)
    {
      g_autoptr (GBytes) archive = vireo_preseed_make_archive (answers, "d-i a b c\n", before);
      gsize size;
      const char *bytes = g_bytes_get_data (archive, &size);
      gsize at = -before & 3;
      static const char *const names[] = { "preseed.cfg", VIREO_PRESEED_KEYS, "TRAILER!!!" };
      static const char *const contents[]
          = { "d-i a b c\n", KEY " a's `key`\n" KEY " 天翼\n", "" };

      g_assert_cmpuint ((before + size) % 4, ==, 0);
      for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
        {
          guint length;
          guint name_length;

          g_assert_cmpuint ((before + at) % 4, ==, 0);
          g_assert_cmpmem (bytes + at, 6, "070701", 6);
          length = read_hex (bytes + at + 6 + 6 * 8);
          name_length = read_hex (bytes + at + 6 + 11 * 8);
          at += 110;
          g_assert_cmpstr (bytes + at, ==, names[i]);
          g_assert_cmpuint (name_length, ==, strlen (names[i]) + 1);
          at += name_length;
          at += -(before + at) & 3;
          g_assert_cmpmem (bytes + at, length, contents[i], strlen (contents[i]));
          at += length;
          at += -(before + at) & 3;
        }
      g_assert_cmpuint (at, ==, size);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/preseed/hostile-values", test_hostile_values);
  g_test_add_func ("/preseed/what-is-left-out", test_what_is_left_out);
  g_test_add_func ("/preseed/languages-and-keyboards", test_languages_and_keyboards);
  g_test_add_func ("/preseed/what-the-installer-refuses", test_what_the_installer_refuses);
  g_test_add_func ("/preseed/only-hashes", test_only_hashes);
  g_test_add_func ("/preseed/the-archive", test_the_archive);
  return g_test_run ();
}
