/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Golden files: each case of cases[] is tests/data/kickstart/NAME.ks.  With VIREO_UPDATE_GOLDEN=1
 * in the environment they are written anew; read the difference then. */

#include <crypt.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/vireo-error.h"
#include "core/install/vireo-cloud-config.h"
#include "core/install/vireo-kickstart.h"
#include "core/install/vireo-password.h"
#include "core/install/vireo-ssh-keys.h"
#include "vireo-test.h"

#define HASH "$6$saltsaltsaltsalt$" \
  "KF3hvVnBkIkZrOZJlQ7lHfZ0tXxOmzuUEvVmYxPjSAzdGdGYrEM0Xm0jS1GdVxg2tq4NnHRIzhbx0mX8b1S9/."
#define KEY "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBw1rKcWlsOIWmL6RlVSn0Ju6cHBUfXAZeJKkWGqjPVE"

static const VireoKickstartTarget target = { .arch = "x86_64", .disk = "vda" };

static void
replace (char **where, const char *text)
{
  g_free (*where);
  *where = g_strdup (text);
}

static VireoAnswers *
make_answers (void)
{
  static const char *const keys[] = { KEY " 王伟@workstation", NULL };
  VireoAnswers *answers = vireo_answers_new ();

  answers->host_name = g_strdup ("ctyun01");
  answers->root_hash = g_strdup (HASH);
  answers->user = g_strdup ("ctyun");
  answers->user_full_name = g_strdup ("王 伟");
  answers->user_hash = g_strdup (HASH);
  answers->ssh_keys = g_strdupv ((char **) keys);
  return answers;
}

/* --- golden files --- */

static void
everything (VireoAnswers *answers, VireoKickstartTarget *where)
{
}

static void
root_only (VireoAnswers *answers, VireoKickstartTarget *where)
{
  g_clear_pointer (&answers->user, g_free);
  g_clear_pointer (&answers->user_hash, g_free);
  g_clear_pointer (&answers->ssh_keys, g_strfreev);
  g_clear_pointer (&answers->host_name, g_free);
  answers->root_ssh = TRUE;
}

static void
user_only (VireoAnswers *answers, VireoKickstartTarget *where)
{
  g_clear_pointer (&answers->root_hash, g_free);
  g_clear_pointer (&answers->user_full_name, g_free);
  answers->root_ssh = TRUE; /* has no password to log in with */
}

static void
from_network (VireoAnswers *answers, VireoKickstartTarget *where)
{
  answers->repository = g_strdup ("https://repo.example.org/openEuler-24.03-LTS/OS/x86_64/?a=b&c=1");
  answers->proxy = g_strdup ("http://user:pass@proxy.example.org:3128");
  answers->layout = VIREO_LAYOUT_PLAIN;
  answers->packages = VIREO_PACKAGES_SERVER;
  replace (&answers->language, "en_US.UTF-8");
  replace (&answers->keyboard, "de");
  replace (&answers->time_zone, "America/Argentina/Buenos_Aires");
}

static void
arm_with_extra (VireoAnswers *answers, VireoKickstartTarget *where)
{
  where->arch = "aarch64";
  where->disk = "sda";
  answers->extra = g_strdup ("selinux --permissive\n\n%post\necho \"你好\" > /root/hello\n%end");
}

static const struct
{
  const char *name;
  void (*change) (VireoAnswers *answers, VireoKickstartTarget *where);
} cases[] = {
  { "everything", everything },     { "root-only", root_only },
  { "user-only", user_only },       { "from-network", from_network },
  { "arm-with-extra", arm_with_extra },
};

static void
test_golden (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (VireoAnswers) answers = make_answers ();
      g_autoptr (VireoAnswers) copy = NULL;
      VireoKickstartTarget where = target;
      g_autofree char *file = g_strconcat (cases[i].name, ".ks", NULL);
      g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "kickstart", file, NULL);
      g_autofree char *text = NULL;
      g_autofree char *golden = NULL;
      g_autoptr (GError) error = NULL;

      cases[i].change (answers, &where);
      copy = vireo_answers_copy (answers);
      text = vireo_kickstart_make (copy, &where, &error);
      g_assert_no_error (error);
      if (g_getenv ("VIREO_UPDATE_GOLDEN") != NULL)
        g_file_set_contents (path, text, -1, &error);
      g_file_get_contents (path, &golden, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (text, ==, golden);
    }
}

/* --- read again, the way Anaconda does --- */

/* Python's str.splitlines(). */
static GPtrArray *
split_lines (const char *text)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  const char *start = text;

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar letter = g_utf8_get_char (c);

      if ((letter >= 0x0a && letter <= 0x0d) || (letter >= 0x1c && letter <= 0x1e) || letter == 0x85
          || letter == 0x2028 || letter == 0x2029)
        {
          g_ptr_array_add (lines, g_strndup (start, (gsize) (c - start)));
          start = g_utf8_next_char (c);
        }
    }
  g_ptr_array_add (lines, g_strdup (start));
  return lines;
}

/* Python's shlex.split (line, comments=True).  NULL: a quotation is left open. */
static GPtrArray *
split_words (const char *line)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) word = g_string_new (NULL);
  gboolean in_word = FALSE;
  char quote = 0;

  for (const char *c = line; *c != '\0'; c++)
    {
      if (quote == 0 && *c == '#' && !in_word)
        break;
      if (quote == 0 && strchr (" \t", *c) != NULL)
        {
          if (in_word)
            g_ptr_array_add (words, g_strdup (word->str));
          g_string_truncate (word, 0);
          in_word = FALSE;
          continue;
        }
      in_word = TRUE;
      if (quote == *c && *c != 0)
        quote = 0;
      else if (quote == 0 && (*c == '"' || *c == '\''))
        quote = *c;
      else if (*c == '\\' && (quote == 0 || (quote == '"' && (c[1] == '"' || c[1] == '\\'))))
        {
          if (c[1] == '\0')
            return NULL;
          g_string_append_c (word, *++c);
        }
      else
        g_string_append_c (word, *c);
    }
  if (quote != 0)
    return NULL;
  if (in_word)
    g_ptr_array_add (words, g_strdup (word->str));
  return g_steal_pointer (&words);
}

typedef struct
{
  GPtrArray *commands; /* of GPtrArray of words */
  GPtrArray *sections; /* of text, the header line first */
} Parsed;

static void
parsed_clear (Parsed *parsed)
{
  g_ptr_array_unref (parsed->commands);
  g_ptr_array_unref (parsed->sections);
}

static void
parse (const char *text, Parsed *parsed)
{
  g_autoptr (GPtrArray) lines = split_lines (text);
  GString *section = NULL;

  parsed->commands = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  parsed->sections = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < lines->len; i++)
    {
      const char *line = lines->pdata[i];
      GPtrArray *words;

      if (section != NULL && g_str_equal (line, "%end"))
        g_ptr_array_add (parsed->sections, g_string_free (g_steal_pointer (&section), FALSE));
      else if (section != NULL)
        g_string_append_printf (section, "%s\n", line);
      else if (*line == '%')
        {
          section = g_string_new (line);
          g_string_append_c (section, '\n');
        }
      else
        {
          words = split_words (line);
          g_assert_nonnull (words);
          if (words->len > 0)
            g_ptr_array_add (parsed->commands, words);
          else
            g_ptr_array_unref (words);
        }
    }
  g_assert_null (section);
}

static void
expect (GPtrArray *all, const char *first, ...) G_GNUC_NULL_TERMINATED;

static void
expect (GPtrArray *all, const char *first, ...)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);
  va_list more;

  va_start (more, first);
  for (const char *word = first; word != NULL; word = va_arg (more, const char *))
    if (*word == '=') /* the value of the option before it */
      {
        char *option = g_strconcat (words->pdata[words->len - 1], word, NULL);

        g_free (words->pdata[words->len - 1]);
        words->pdata[words->len - 1] = option;
      }
    else
      g_ptr_array_add (words, g_strdup (word));
  va_end (more);
  g_ptr_array_add (all, words);
}

static char *
equals (const char *value)
{
  return g_strconcat ("=", value, NULL);
}

static void
expect_option (GPtrArray *all, const char *command, const char *option, const char *value)
{
  g_autofree char *text = equals (value);

  expect (all, command, option, text, NULL);
}

/* What must come out of @answers, said once more and in another way. */
static GPtrArray *
make_expected (const VireoAnswers *answers)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  g_autofree char *keyboard = equals (answers->keyboard);

  if (answers->repository == NULL)
    expect (all, "cdrom", NULL);
  else if (answers->proxy == NULL)
    expect_option (all, "url", "--url", answers->repository);
  else
    {
      g_autofree char *url = equals (answers->repository);
      g_autofree char *proxy = equals (answers->proxy);

      expect (all, "url", "--url", url, "--proxy", proxy, NULL);
    }
  expect (all, "text", NULL);
  expect (all, "eula", "--agreed", NULL);
  expect (all, "firstboot", "--disable", NULL);
  expect (all, "lang", answers->language, NULL);
  expect (all, "keyboard", "--vckeymap", keyboard, "--xlayouts", keyboard, NULL);
  expect (all, "timezone", answers->time_zone, "--utc", NULL);
  expect (all, "network", "--bootproto=dhcp", "--device=link", "--onboot=yes", "--ipv6=auto",
          "--activate", NULL);
  if (answers->host_name != NULL)
    expect_option (all, "network", "--hostname", answers->host_name);
  if (answers->root_hash != NULL)
    expect (all, "rootpw", "--iscrypted", answers->root_hash, NULL);
  else
    expect (all, "rootpw", "--lock", NULL);
  if (answers->user != NULL)
    {
      g_autofree char *login = equals (answers->user);
      g_autofree char *hash = equals (answers->user_hash);

      if (answers->user_full_name != NULL && *answers->user_full_name != '\0')
        {
          g_autofree char *full_name = equals (answers->user_full_name);

          expect (all, "user", "--name", login, "--gecos", full_name, "--groups=wheel",
                  "--iscrypted", "--password", hash, NULL);
        }
      else
        expect (all, "user", "--name", login, "--groups=wheel", "--iscrypted", "--password", hash,
                NULL);
    }
  for (guint who = 0; who < 2; who++)
    for (char **key = answers->ssh_keys; key != NULL && *key != NULL; key++)
      {
        g_autofree char *login = equals (who == 0 ? "root" : answers->user);

        if (who == 0 || answers->user != NULL)
          expect (all, "sshkey", "--username", login, *key, NULL);
      }
  expect (all, "services", "--enabled=sshd", NULL);
  expect (all, "firewall", "--enabled", "--service=ssh", NULL);
  expect (all, "ignoredisk", "--only-use=vda", NULL);
  expect (all, "zerombr", NULL);
  expect (all, "clearpart", "--all", "--initlabel", "--drives=vda", NULL);
  expect_option (all, "autopart", "--type", answers->layout == VIREO_LAYOUT_PLAIN ? "plain" : "lvm");
  expect (all, "bootloader", "--location=mbr", "--boot-drive=vda",
          "--append=console=tty0 console=ttyS0,115200n8", NULL);
  expect (all, "poweroff", NULL);
  return all;
}

static void
assert_same (const Parsed *parsed, GPtrArray *expected)
{
  g_assert_cmpuint (parsed->commands->len, ==, expected->len);
  for (guint i = 0; i < expected->len; i++)
    {
      GPtrArray *found = parsed->commands->pdata[i];
      GPtrArray *wanted = expected->pdata[i];

      g_assert_cmpuint (found->len, ==, wanted->len);
      for (guint w = 0; w < wanted->len; w++)
        g_assert_cmpstr (found->pdata[w], ==, wanted->pdata[w]);
    }
}

/* Nothing that was typed may stand in what a shell runs. */
static void
assert_sections (const Parsed *parsed, const VireoAnswers *answers)
{
  g_autoptr (VireoAnswers) plain = make_answers ();
  g_autofree char *text = NULL;
  Parsed reference;

  plain->packages = answers->packages;
  plain->root_ssh = answers->root_ssh && answers->root_hash != NULL;
  text = vireo_kickstart_make (plain, &target, NULL);
  parse (text, &reference);
  g_assert_cmpuint (parsed->sections->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpstr (parsed->sections->pdata[i], ==, reference.sections->pdata[i]);
  parsed_clear (&reference);
}

/* Returns whether it was taken. */
static gboolean
check_round_trip (const VireoAnswers *answers)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = vireo_kickstart_make (answers, &target, &error);
  g_autoptr (GPtrArray) expected = NULL;
  Parsed parsed;

  g_assert_true ((text == NULL) == (error != NULL));
  if (text == NULL)
    {
      g_assert_error (error, VIREO_ERROR, VIREO_ERROR_INVALID);
      g_assert_cmpstr (error->message, !=, "");
      return FALSE;
    }
  parse (text, &parsed);
  expected = make_expected (answers);
  assert_same (&parsed, expected);
  assert_sections (&parsed, answers);
  parsed_clear (&parsed);
  return TRUE;
}

/* --- hostile strings --- */

static const char *const pieces[] = {
  "\n",      "\r",        "\n%post\n", "%end",     "\"",        "'",       "\\",   "`id`", "$(id)",
  ";",       "&&",        "|",         "#",        " ",         "\t",      "a",    "Z",    "0",
  "-",       ".",         "/",         "_",        "=",         "--",      "天",   "翼",   "é",
  "\x01",    "\x7f",      "\x0b",      "\x0c",     "\x1c",      "\xc2\x85", "\xe2\x80\xa8",
  "\xe2\x80\xa9", "\xff", "\xc0\x80",  "%include", "%packages", "rootpw",  "$6$",  "http://",
  "https://", "ftp://x",  "example",   ".org",     "ssh-rsa ",  KEY,       "zh_CN.UTF-8",
  "Asia/Shanghai", "us",  "host",      "user",     "ks",        "{",       "}",    "*",    "?",
  "--password=x", " --lock", "\u00a0", "\ufeff",   "%%",        "%s",      ":",    ",",
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
  char **fields[] = { &answers->language,  &answers->keyboard,  &answers->time_zone,
                      &answers->host_name, &answers->root_hash, &answers->user,
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
  /* A key with a hostile comment comes further than noise. */
  answers->ssh_keys[0] = g_test_rand_bit () ? g_strconcat (KEY " ", text, NULL) : g_strdup (text);
  g_free (text);
}

static void
test_hostile_values (void)
{
  guint taken = 0;
  guint refused = 0;

  for (int i = 0; i < 22000; i++)
    {
      g_autoptr (VireoAnswers) answers = make_answers ();

      answers->repository = g_test_rand_bit () ? g_strdup ("http://a.b/c") : NULL;
      put_hostile (answers, i % 11);
      if (g_test_rand_int_range (0, 4) == 0)
        put_hostile (answers, g_test_rand_int_range (0, 11));
      if (check_round_trip (answers))
        taken++;
      else
        refused++;
    }
  g_test_message ("%u taken, %u refused", taken, refused);
  g_assert_cmpuint (taken, >, 300);
  g_assert_cmpuint (refused, >, 5000);
}

/* --- the same for cloud-init: JSON, read by a small reader --- */

/* The strings of a JSON text in their order; NULL: it is none. */
static GPtrArray *
read_json_strings (const char *json)
{
  g_autoptr (GPtrArray) strings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) open = g_string_new (NULL);

  for (const char *c = json; *c != '\0'; c++)
    {
      if (*c == '{' || *c == '[')
        g_string_append_c (open, *c == '{' ? '}' : ']');
      else if (*c == '}' || *c == ']')
        {
          if (open->len == 0 || open->str[open->len - 1] != *c)
            return NULL;
          g_string_truncate (open, open->len - 1);
        }
      else if (*c == '"')
        {
          g_autoptr (GString) text = g_string_new (NULL);

          for (c++; *c != '"'; c++)
            {
              if ((guchar) *c < 0x20)
                return NULL;
              if (*c != '\\')
                g_string_append_c (text, *c);
              else if (*++c == 'n')
                g_string_append_c (text, '\n');
              else if (*c == 'u')
                {
                  g_autofree char *digits = g_strndup (c + 1, 4);

                  g_string_append_unichar (text, (gunichar) g_ascii_strtoull (digits, NULL, 16));
                  c += 4;
                }
              else
                g_string_append_c (text, *c);
            }
          g_ptr_array_add (strings, g_strdup (text->str));
        }
      else if (strchr (" \n,:truefals", *c) == NULL)
        return NULL;
    }
  return open->len == 0 ? g_steal_pointer (&strings) : NULL;
}

/* What stands @after places behind @name. */
static const char *
behind (GPtrArray *strings, const char *name, guint after)
{
  guint at;

  g_assert_true (g_ptr_array_find_with_equal_func (strings, name, g_str_equal, &at));
  g_assert_cmpuint (at + after, <, strings->len);
  return strings->pdata[at + after];
}

static void
assert_cloud_config (const VireoAnswers *answers, const char *text)
{
  g_autoptr (GPtrArray) strings = NULL;

  g_assert_true (g_str_has_prefix (text, "#cloud-config\n"));
  strings = read_json_strings (text + strlen ("#cloud-config\n"));
  g_assert_nonnull (strings);
  g_assert_cmpstr (strings->pdata[0], ==, "hostname");
  g_assert_cmpstr (strings->pdata[1], ==, answers->host_name);
  g_assert_cmpstr (behind (strings, "locale", 1), ==, answers->language);
  g_assert_cmpstr (behind (strings, "timezone", 1), ==, answers->time_zone);
  g_assert_cmpstr (behind (strings, "layout", 1), ==, answers->keyboard);
  g_assert_cmpstr (behind (strings, "ssh_authorized_keys", 1), ==, answers->ssh_keys[0]);
  g_assert_cmpstr (behind (strings, "gecos", 1), ==, answers->user_full_name);
  g_assert_cmpstr (behind (strings, "gecos", (guint) -1), ==, answers->user);
  g_assert_cmpstr (behind (strings, "hashed_passwd", 1), ==, answers->user_hash);
  g_assert_true (g_str_has_prefix (behind (strings, "list", 1), "root:$6$"));
  g_assert_cmpstr (strings->pdata[strings->len - 1], ==, "disable_root");
}

static void
test_cloud_config (void)
{
  guint taken = 0;

  for (int i = 0; i < 8000; i++)
    {
      g_autoptr (VireoAnswers) answers = make_answers ();
      g_autofree char *text = NULL;
      g_autofree char *meta_data = NULL;

      if (i > 0)
        put_hostile (answers, i % 11);
      text = vireo_cloud_config_make_user_data (answers, NULL);
      if (text == NULL)
        continue;
      taken++;
      assert_cloud_config (answers, text);
      meta_data = vireo_cloud_config_make_meta_data (answers, "1-2-3");
      g_assert_nonnull (strstr (meta_data, "\"instance-id\": \"1-2-3\""));
    }
  g_assert_cmpuint (taken, >, 300);
}

/* Ubuntu's installer is told the same, with a frame around it. */
static void
test_autoinstall (void)
{
  guint taken = 0;

  for (int i = 0; i < 8000; i++)
    {
      g_autoptr (VireoAnswers) answers = make_answers ();
      g_autofree char *text = NULL;
      g_autoptr (GPtrArray) strings = NULL;

      answers->kind = VIREO_ANSWERS_AUTOINSTALL;
      answers->repository = g_strdup ("http://a.b/c");
      if (i > 0)
        put_hostile (answers, i % 11);
      text = vireo_cloud_config_make_autoinstall (answers, NULL);
      if (text == NULL)
        continue;
      taken++;
      g_assert_true (g_str_has_prefix (text, "#cloud-config\n{\"autoinstall\""));
      {
        g_autoptr (GString) whole = g_string_new (text + strlen ("#cloud-config\n"));

        g_string_replace (whole, "\"version\": 1", "\"version\": true", 1);
        strings = read_json_strings (whole->str);
      }
      g_assert_nonnull (strings);
      g_assert_cmpstr (behind (strings, "uri", 1), ==, answers->repository);
      g_assert_cmpstr (behind (strings, "layout", 1), ==, answers->keyboard);
      g_assert_cmpstr (behind (strings, "shutdown", 1), ==, "poweroff");
      g_assert_cmpstr (behind (strings, "hostname", 1), ==, answers->host_name);
      g_assert_cmpstr (behind (strings, "hashed_passwd", 1), ==, answers->user_hash);
      g_assert_cmpstr (behind (strings, "gecos", 1), ==, answers->user_full_name);
      g_assert_cmpstr (behind (strings, "ssh_authorized_keys", 1), ==, answers->ssh_keys[0]);
      g_assert_cmpstr (strings->pdata[strings->len - 1], ==, "disable_root");
    }
  g_assert_cmpuint (taken, >, 300);
}

/* Values that are fine must come through unchanged, however odd. */
static void
test_odd_values (void)
{
  static const char *const names[] = { "O'Brien", "天翼 云", "a#b $(id) `id` ;&|", "%post", "" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (VireoAnswers) answers = make_answers ();

      replace (&answers->user_full_name, names[i]);
      g_assert_true (check_round_trip (answers));
    }
  for (gsize i = 0; vireo_answers_languages[i].code != NULL; i++)
    {
      g_autoptr (VireoAnswers) answers = make_answers ();

      replace (&answers->language, vireo_answers_languages[i].code);
      g_assert_true (check_round_trip (answers));
    }
  for (gsize i = 0; vireo_answers_time_zones[i] != NULL; i++)
    {
      g_autoptr (VireoAnswers) answers = make_answers ();

      replace (&answers->time_zone, vireo_answers_time_zones[i]);
      replace (&answers->keyboard, vireo_answers_keyboards[i % 12].code);
      g_assert_true (check_round_trip (answers));
    }
}

static void
test_extra_lines (void)
{
  static const struct
  {
    const char *lines;
    gboolean fine;
  } table[] = {
    { "selinux --disabled", TRUE },       { "%post\nid\n%end", TRUE },
    { "%post\nid", FALSE },               { "%end", FALSE },
    { "%post\n%end\n%end", FALSE },       { "  %post --nochroot\n\t%end  ", TRUE },
    { "%post\n%endless\n", FALSE },       { "%include /tmp/x", TRUE },
    { "a\rb", FALSE },                    { "a\x0b%post", FALSE },
    { "\xe2\x80\xa8%post", FALSE },       { "\xff", FALSE },
    { "%pre\n%packages\n%end", TRUE },    { "", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (VireoAnswers) answers = make_answers ();
      g_autofree char *plain = vireo_kickstart_make (answers, &target, NULL);
      g_autofree char *text = NULL;

      g_test_message ("%" G_GSIZE_FORMAT, i);
      answers->extra = g_strdup (table[i].lines);
      text = vireo_kickstart_make (answers, &target, NULL);
      g_assert_cmpint (text != NULL, ==, table[i].fine);
      if (text != NULL)
        g_assert_true (g_str_has_prefix (text, plain)); /* they come last */
    }
}

static void
test_host_names (void)
{
  static const char *const fine[] = { "a", "ctyun01", "a-b", "web.example.org", "1", "A.B" };
  static const char *const wrong[]
      = { "",     "-a",  "a-",  "a..b", ".a", "a.", "a_b", "a b", "天翼", "a\n", "a;b",
          "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", NULL };
  static const struct
  {
    const char *vm, *host;
  } suggestions[] = { { "ctyunos2.0.1-2", "ctyunos2-0-1-2" }, { "我的 Server_1", "server-1" },
                      { "天翼", "localhost" },                { "--", "localhost" } };

  for (gsize i = 0; i < G_N_ELEMENTS (fine); i++)
    g_assert_true (vireo_answers_check_host_name (fine[i], NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (vireo_answers_check_host_name (wrong[i], NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (suggestions); i++)
    {
      g_autofree char *host = vireo_answers_suggest_host_name (suggestions[i].vm);

      g_assert_cmpstr (host, ==, suggestions[i].host);
      g_assert_true (vireo_answers_check_host_name (host, NULL));
    }
}

static void
test_nobody_could_log_in (void)
{
  g_autoptr (VireoAnswers) answers = make_answers ();

  g_clear_pointer (&answers->root_hash, g_free);
  g_assert_true (vireo_answers_check (answers, NULL));
  g_clear_pointer (&answers->user_hash, g_free);
  g_assert_false (vireo_answers_check (answers, NULL));
  replace (&answers->root_hash, HASH);
  g_assert_false (vireo_answers_check (answers, NULL)); /* the user still lacks one */
  g_clear_pointer (&answers->user, g_free);
  g_assert_true (vireo_answers_check (answers, NULL));
  answers->root_password = g_strdup ("in clear");
  g_assert_null (vireo_kickstart_make (answers, &target, NULL));
}

/* --- passwords --- */

static void
hash_on_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (vireo_answers_hash (data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static gboolean
hash (VireoAnswers *answers, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, vireo_test_keep_result, &result);

  g_task_set_task_data (task, answers, NULL);
  vireo_worker_spawn (task, hash_on_worker);
  vireo_test_wait (result != NULL);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
test_passwords_are_hashed (void)
{
  static const char *const passwords[]
      = { "simple", "it's \"quoted\" \\ back", "天翼云 密码", "%post", "$6$x$y", "a b\u00a0c", "#" };

  for (gsize i = 0; i < G_N_ELEMENTS (passwords); i++)
    {
      g_autoptr (VireoAnswers) answers = make_answers ();
      g_autofree struct crypt_data *data = g_new0 (struct crypt_data, 1);
      g_autoptr (GError) error = NULL;

      answers->root_password = g_strdup (passwords[i]);
      answers->user_password = g_strdup (passwords[i]);
      g_assert_true (hash (answers, &error));
      g_assert_no_error (error);
      g_assert_null (answers->root_password);
      g_assert_null (answers->user_password);
      g_assert_true (vireo_answers_check_hash (answers->root_hash, NULL));
      g_assert_cmpstr (answers->root_hash, !=, answers->user_hash); /* each with its own salt */
      g_assert_cmpstr (crypt_rn (passwords[i], answers->root_hash, data, sizeof *data), ==, answers->root_hash);
      g_assert_true (check_round_trip (answers));
    }
}

static void
test_passwords_nobody_can_type (void)
{
  static const char *const passwords[] = { "a\nb", "a\rb", "\x01", "\xff\xfe", "\xc2\x85" };

  for (gsize i = 0; i < G_N_ELEMENTS (passwords); i++)
    {
      g_autoptr (VireoAnswers) answers = make_answers ();
      g_autoptr (GError) error = NULL;

      answers->root_password = g_strdup (passwords[i]);
      g_assert_false (hash (answers, &error));
      g_assert_error (error, VIREO_ERROR, VIREO_ERROR_INVALID);
    }
}

static void
test_strength (void)
{
  g_assert_cmpint (vireo_password_judge ("12345678", NULL), ==, VIREO_PASSWORD_WEAK);
  g_assert_cmpint (vireo_password_judge ("Passw0rd", NULL), ==, VIREO_PASSWORD_WEAK);
  g_assert_cmpint (vireo_password_judge ("aB3$", NULL), ==, VIREO_PASSWORD_WEAK);
  g_assert_cmpint (vireo_password_judge ("ctyun2024", "ctyun"), ==, VIREO_PASSWORD_WEAK);
  g_assert_cmpint (vireo_password_judge ("tiger2024x", NULL), ==, VIREO_PASSWORD_FAIR);
  g_assert_cmpint (vireo_password_judge ("Tiger-2024", NULL), ==, VIREO_PASSWORD_GOOD);
  g_assert_cmpint (vireo_password_judge ("correct horse battery", NULL), ==, VIREO_PASSWORD_GOOD);
  g_assert_cmpint (vireo_password_judge ("天翼云密码是这个", NULL), ==, VIREO_PASSWORD_WEAK);
}

/* --- SSH keys --- */

static void
find_on_worker (GTask *task, gpointer source, gpointer folder, GCancellable *cancellable)
{
  g_task_return_pointer (task, vireo_ssh_keys_find (folder), (GDestroyNotify) g_strfreev);
}

static GStrv
find_keys (const char *folder)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, vireo_test_keep_result, &result);

  g_task_set_task_data (task, g_strdup (folder), g_free);
  vireo_worker_push (task, find_on_worker);
  vireo_test_wait (result != NULL);
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

static void
test_ssh_keys_of_a_folder (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vireo-keys-XXXXXX", NULL);
  static const struct
  {
    const char *name, *text;
  } files[] = {
    { "a.pub", "# mine\n" KEY " one\n\n" KEY " one\n" },
    { "b.pub", "garbage \xff\n%post\nid\n%end\nssh-rsa AAAA x\ncommand=\"id\" " KEY " two\n" },
    { "c.pub", KEY " quote\"d\n" KEY "\r\n" },
    { "id_ed25519", KEY " private files are not looked at\n" },
  };
  g_autofree char *pipe = g_build_filename (folder, "pipe.pub", NULL);
  g_autofree char *gone = g_build_filename (folder, "gone.pub", NULL);
  g_auto (GStrv) keys = NULL;
  g_auto (GStrv) none = find_keys ("/nonexistent");

  g_assert_cmpuint (g_strv_length (none), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (folder, files[i].name, NULL);

      g_assert_true (g_file_set_contents (path, files[i].text, -1, NULL));
    }
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  g_assert_cmpint (symlink ("/nonexistent", gone), ==, 0);
  keys = find_keys (folder);
  g_assert_cmpuint (g_strv_length (keys), ==, 2);
  g_assert_cmpstr (keys[0], ==, KEY " one");
  g_assert_cmpstr (keys[1], ==, KEY);
  g_assert_cmpstr (vireo_ssh_key_get_name (keys[0]), ==, "one");
  g_assert_cmpstr (vireo_ssh_key_get_name (keys[1]), ==, KEY);

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (folder, files[i].name, NULL);

      g_unlink (path);
    }
  g_unlink (pipe);
  g_unlink (gone);
  g_rmdir (folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  g_test_add_func ("/kickstart/golden", test_golden);
  g_test_add_func ("/kickstart/hostile-values", test_hostile_values);
  g_test_add_func ("/kickstart/cloud-config", test_cloud_config);
  g_test_add_func ("/kickstart/autoinstall", test_autoinstall);
  g_test_add_func ("/kickstart/odd-values", test_odd_values);
  g_test_add_func ("/kickstart/extra-lines", test_extra_lines);
  g_test_add_func ("/kickstart/host-names", test_host_names);
  g_test_add_func ("/kickstart/nobody-could-log-in", test_nobody_could_log_in);
  g_test_add_func ("/kickstart/passwords-are-hashed", test_passwords_are_hashed);
  g_test_add_func ("/kickstart/passwords-nobody-can-type", test_passwords_nobody_can_type);
  g_test_add_func ("/kickstart/strength", test_strength);
  g_test_add_func ("/kickstart/ssh-keys-of-a-folder", test_ssh_keys_of_a_folder);
  return g_test_run ();
}
