/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/install/vireo-answers.h"
#include "core/install/vireo-password.h"
#include "core/install/vireo-ssh-keys.h"

#define MAX_HOST_NAME 64 /* what Linux holds */
#define MAX_LABEL 63
#define MAX_LOGIN 32
#define MAX_URL 1024
#define MAX_FULL_NAME 128
#define MAX_EXTRA (32 * 1024)

/**
 * vireo_answers_new:
 *
 * Returns: (transfer full): answers that suit a server in China; nobody can log in yet
 */
VireoAnswers *
vireo_answers_new (void)
{
  VireoAnswers *answers = g_new0 (VireoAnswers, 1);

  answers->language = g_strdup ("zh_CN.UTF-8");
  answers->keyboard = g_strdup ("us");
  answers->time_zone = g_strdup ("Asia/Shanghai");
  return answers;
}

/**
 * vireo_answers_copy:
 *
 * Returns: (transfer full): answers of their own, the passwords among them
 */
VireoAnswers *
vireo_answers_copy (const VireoAnswers *answers)
{
  VireoAnswers *copy = g_new (VireoAnswers, 1);

  *copy = *answers;
  copy->language = g_strdup (answers->language);
  copy->keyboard = g_strdup (answers->keyboard);
  copy->time_zone = g_strdup (answers->time_zone);
  copy->host_name = g_strdup (answers->host_name);
  copy->root_password = g_strdup (answers->root_password);
  copy->root_hash = g_strdup (answers->root_hash);
  copy->user = g_strdup (answers->user);
  copy->user_full_name = g_strdup (answers->user_full_name);
  copy->user_password = g_strdup (answers->user_password);
  copy->user_hash = g_strdup (answers->user_hash);
  copy->ssh_keys = g_strdupv (answers->ssh_keys);
  copy->repository = g_strdup (answers->repository);
  copy->proxy = g_strdup (answers->proxy);
  copy->extra = g_strdup (answers->extra);
  return copy;
}

/* Nothing of a password is left in memory. */
void
vireo_answers_free (VireoAnswers *answers)
{
  vireo_password_free (answers->root_password);
  vireo_password_free (answers->user_password);
  vireo_password_free (answers->root_hash);
  vireo_password_free (answers->user_hash);
  g_free (answers->language);
  g_free (answers->keyboard);
  g_free (answers->time_zone);
  g_free (answers->host_name);
  g_free (answers->user);
  g_free (answers->user_full_name);
  g_strfreev (answers->ssh_keys);
  g_free (answers->repository);
  vireo_password_free (answers->proxy); /* may hold one */
  g_free (answers->extra);
  g_free (answers);
}

static gboolean
hash_one (char **password, char **hash, GError **error)
{
  char *made;

  if (*password == NULL || **password == '\0')
    return TRUE;
  made = vireo_password_hash (*password, error);
  if (made == NULL)
    return FALSE;
  vireo_password_free (*hash);
  *hash = made;
  g_clear_pointer (password, vireo_password_free);
  return TRUE;
}

/**
 * vireo_answers_hash:
 * @error: (out) (optional): %VIREO_ERROR
 *
 * Puts hashes in the place of the passwords.  Worker: hashing is slow on purpose.
 */
gboolean
vireo_answers_hash (VireoAnswers *answers, GError **error)
{
  VIREO_ASSERT_WORKER ();
  return hash_one (&answers->root_password, &answers->root_hash, error)
         && hash_one (&answers->user_password, &answers->user_hash, error);
}

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_INVALID, sentence);
  return FALSE;
}

static gboolean
is_listed (const VireoAnswersChoice *choices, const char *code)
{
  for (; code != NULL && choices->code != NULL; choices++)
    if (g_str_equal (choices->code, code))
      return TRUE;
  return FALSE;
}

gboolean
vireo_answers_check_language (const char *language, GError **error)
{
  return is_listed (vireo_answers_languages, language)
         || refuse (error, _ ("This language is not one of those offered."));
}

gboolean
vireo_answers_check_keyboard (const char *keyboard, GError **error)
{
  return is_listed (vireo_answers_keyboards, keyboard)
         || refuse (error, _ ("This keyboard is not one of those offered."));
}

/* The desktop's own zone need not be one of the list, so its form is what counts. */
gboolean
vireo_answers_check_time_zone (const char *zone, GError **error)
{
  if (zone != NULL && strlen (zone) <= 64
      && g_regex_match_simple ("^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z][A-Za-z0-9_+-]*){0,2}$", zone,
                               G_REGEX_DOLLAR_ENDONLY, 0))
    return TRUE;
  return refuse (error, _ ("This is not a time zone.  One is called, for example, Asia/Shanghai."));
}

/* RFC 1123, and what Linux can hold. */
gboolean
vireo_answers_check_host_name (const char *name, GError **error)
{
  g_auto (GStrv) labels = NULL;

  if (name == NULL || *name == '\0')
    return refuse (error, _ ("Give the guest a host name."));
  if (strlen (name) > MAX_HOST_NAME)
    return refuse (error, _ ("The host name is too long: 64 letters are possible."));
  labels = g_strsplit (name, ".", -1);
  for (char **label = labels; *label != NULL; label++)
    {
      gsize length = strlen (*label);

      if (length == 0)
        return refuse (error, _ ("A host name has no empty parts between its dots."));
      if (length > MAX_LABEL)
        return refuse (error, _ ("Each part of a host name has at most 63 letters."));
      if (strspn (*label, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-") != length)
        return refuse (error, _ ("A host name consists of Latin letters, digits, hyphens and dots."));
      if ((*label)[0] == '-' || (*label)[length - 1] == '-')
        return refuse (error, _ ("A host name neither begins nor ends with a hyphen."));
    }
  return TRUE;
}

/* Accounts that every system has; the installer would refuse them in the middle of its work. */
static const char *const taken_logins[] = {
  "root", "bin",    "daemon", "adm",   "lp",     "sync",  "shutdown", "halt",   "mail",
  "games", "ftp",   "nobody", "dbus",  "sshd",   "chrony", "wheel",   "users",  "operator",
  "disk",  "sys",   "tty",    "mem",   "kmem",   "dialout", "utmp",   "input",  "kvm",
  "render", "tss",  "polkitd", "unbound", "rpc", "rpcuser", "system", NULL,
};

gboolean
vireo_answers_check_user (const char *login, GError **error)
{
  gsize length = login != NULL ? strlen (login) : 0;

  if (length == 0)
    return refuse (error, _ ("Give the user a login name."));
  if (length > MAX_LOGIN)
    return refuse (error, _ ("A login name has at most 32 letters."));
  if (strspn (login, G_CSET_a_2_z G_CSET_DIGITS "_-") != length
      || !(g_ascii_islower (*login) || *login == '_'))
    return refuse (error, _ ("A login name consists of small Latin letters, digits, hyphens and "
                             "underscores, and begins with a letter."));
  if (g_strv_contains (taken_logins, login) || g_str_has_prefix (login, "systemd-"))
    return refuse (error, _ ("The system itself has an account of this name."));
  return TRUE;
}

/* Debian's installer keeps these for what may be installed one day, and asks for another. */
static const char *const reserved_logins[] = {
  "admin", "alias", "asterisk", "audio", "backup", "bind", "cdrom", "ceph", "crontab", "cupsys",
  "dcc", "dhcp", "dictd", "dip", "dnsmasq", "dovecot", "fax", "fetchmail", "firebird", "floppy",
  "ftn", "fuse", "gdm", "gnats", "grsec-proc", "grsec-sock-all", "grsec-sock-clt",
  "grsec-sock-srv", "grsec-tpe", "haclient", "hacluster", "haldaemon", "hplilp", "identd",
  "irc", "jwhois", "klog", "libvirt-qemu", "list", "lpadmin", "man", "messagebus", "mysql",
  "mythtv", "netdev", "netplan", "news", "nogroup", "opensrf", "plugdev", "powerdev", "proxy",
  "qmail", "qmaild", "qmaill", "qmailp", "qmailq", "qmailr", "qmails", "radvd", "saned", "sasl",
  "sbuild", "scanner", "shadow", "slocate", "slurm", "src", "ssh", "ssl-cert", "sslwrap",
  "staff", "statd", "sudo", "syslog", "tac-plus", "tape", "telnetd", "tftpd", "uucp", "vchkpw",
  "video", "voice", "vpopmail", "www-data", NULL,
};

gboolean
vireo_answers_check_user_preseed (const char *login, GError **error)
{
  if (!vireo_answers_check_user (login, error))
    return FALSE;
  if (!g_ascii_islower (*login))
    return refuse (error, _ ("A login name consists of small Latin letters, digits, hyphens and "
                             "underscores, and begins with a letter."));
  if (g_strv_contains (reserved_logins, login))
    return refuse (error, _ ("This system’s installer keeps this name for a service."));
  return TRUE;
}

/* Python ends lines at more signs than C does; all but two of them are control characters. */
static gboolean
is_one_line (const char *text)
{
  if (!g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar letter = g_utf8_get_char (c);

      if (g_unichar_iscntrl (letter) || letter == 0x2028 || letter == 0x2029)
        return FALSE;
    }
  return TRUE;
}

/* Goes into /etc/passwd, where a colon ends it. */
gboolean
vireo_answers_check_full_name (const char *name, GError **error)
{
  if (name == NULL)
    return TRUE;
  if (!is_one_line (name) || strpbrk (name, ":,=\"\\") != NULL)
    return refuse (error, _ ("A full name has no line breaks, quotes, colons, commas or backslashes."));
  if (strlen (name) > MAX_FULL_NAME)
    return refuse (error, _ ("The full name is too long."));
  return TRUE;
}

gboolean
vireo_answers_check_hash (const char *hash, GError **error)
{
  if (hash != NULL && strlen (hash) <= 256
      && g_regex_match_simple ("^\\$6\\$[./0-9A-Za-z$=]+$", hash, G_REGEX_DOLLAR_ENDONLY, 0))
    return TRUE;
  return refuse (error, _ ("The password could not be made unreadable."));
}

gboolean
vireo_answers_check_url (const char *url, GError **error)
{
  g_autoptr (GUri) uri = NULL;

  if (url == NULL || *url == '\0' || strlen (url) > MAX_URL)
    return refuse (error, _ ("This is not an address."));
  for (const char *c = url; *c != '\0'; c++)
    if (!g_ascii_isgraph (*c) || strchr ("\"'\\`<>{}|^", *c) != NULL)
      return refuse (error, _ ("An address has no spaces, quotes or letters other than Latin ones."));
  uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0'
      || (g_strcmp0 (g_uri_get_scheme (uri), "http") != 0
          && g_strcmp0 (g_uri_get_scheme (uri), "https") != 0
          && g_strcmp0 (g_uri_get_scheme (uri), "ftp") != 0))
    return refuse (error, _ ("An address begins with http://, https:// or ftp://."));
  return TRUE;
}

/* The lines come last, so all they can spoil is themselves, unless a section stays open. */
gboolean
vireo_answers_check_extra (const char *lines, GError **error)
{
  g_auto (GStrv) all = NULL;
  gboolean open = FALSE;

  if (lines == NULL)
    return TRUE;
  if (strlen (lines) > MAX_EXTRA)
    return refuse (error, _ ("The additional lines are too long."));
  all = g_strsplit (lines, "\n", -1);
  for (char **line = all; *line != NULL; line++)
    {
      g_autofree char *plain = g_strdelimit (g_strdup (*line), "\t", ' ');

      if (!is_one_line (plain))
        return refuse (error, _ ("The additional lines contain control characters."));
      g_strstrip (plain);
      plain[strcspn (plain, " ")] = '\0';
      if (g_str_equal (plain, "%end"))
        {
          if (!open)
            return refuse (error, _ ("In the additional lines, a %end has nothing to end."));
          open = FALSE;
        }
      else if (!open && *plain == '%' && !g_str_equal (plain, "%include"))
        open = TRUE;
    }
  if (open)
    return refuse (error, _ ("In the additional lines, a section lacks its %end."));
  return TRUE;
}

/* Each line of such a file stands for itself, but for one that ends in a backslash. */
gboolean
vireo_answers_check_extra_preseed (const char *lines, GError **error)
{
  g_auto (GStrv) all = lines != NULL ? g_strsplit (lines, "\n", -1) : NULL;

  if (lines != NULL && strlen (lines) > MAX_EXTRA)
    return refuse (error, _ ("The additional lines are too long."));
  for (char **line = all; line != NULL && *line != NULL; line++)
    {
      g_autofree char *plain = g_strdelimit (g_strdup (*line), "\t", ' ');

      if (!is_one_line (plain))
        return refuse (error, _ ("The additional lines contain control characters."));
    }
  return TRUE;
}

static gboolean
check_accounts (const VireoAnswers *answers, GError **error)
{
  gboolean root = answers->root_hash != NULL || answers->root_password != NULL;
  gboolean user = answers->user != NULL
                  && (answers->user_hash != NULL || answers->user_password != NULL);

  if (!root && !user)
    return refuse (error, _ ("Nobody could log in: set a password for root, or add a user."));
  if (answers->root_hash != NULL && !vireo_answers_check_hash (answers->root_hash, error))
    return FALSE;
  if (answers->user == NULL)
    return TRUE;
  if (!user)
    return refuse (error, _ ("Set a password for the user."));
  return (answers->kind == VIREO_ANSWERS_PRESEED
              ? vireo_answers_check_user_preseed (answers->user, error)
              : vireo_answers_check_user (answers->user, error))
         && vireo_answers_check_full_name (answers->user_full_name, error)
         && (answers->user_hash == NULL || vireo_answers_check_hash (answers->user_hash, error));
}

/**
 * vireo_answers_check:
 * @error: (out) (optional): %VIREO_ERROR_INVALID with a sentence about the first thing amiss
 *
 * Returns: whether an installer can be told all this
 */
gboolean
vireo_answers_check (const VireoAnswers *answers, GError **error)
{
  for (char **key = answers->ssh_keys; key != NULL && *key != NULL; key++)
    if (!vireo_ssh_key_check (*key, error))
      return FALSE;
  return vireo_answers_check_language (answers->language, error)
         && vireo_answers_check_keyboard (answers->keyboard, error)
         && vireo_answers_check_time_zone (answers->time_zone, error)
         && (answers->host_name == NULL || vireo_answers_check_host_name (answers->host_name, error))
         && check_accounts (answers, error)
         && (answers->repository == NULL || vireo_answers_check_url (answers->repository, error))
         && (answers->proxy == NULL || vireo_answers_check_url (answers->proxy, error))
         && (answers->kind == VIREO_ANSWERS_PRESEED
                 ? vireo_answers_check_extra_preseed (answers->extra, error)
                 : vireo_answers_check_extra (answers->extra, error));
}

/**
 * vireo_answers_suggest_host_name:
 * @vm_name: what the VM is called
 *
 * Returns: (transfer full): what is left of it as a host name, "localhost" when nothing is;
 *   g_free()
 */
char *
vireo_answers_suggest_host_name (const char *vm_name)
{
  GString *name = g_string_new (NULL);

  for (const char *c = vm_name; *c != '\0' && name->len < MAX_LABEL; c++)
    {
      if (g_ascii_isalnum (*c))
        g_string_append_c (name, g_ascii_tolower (*c));
      else if (name->len > 0 && name->str[name->len - 1] != '-')
        g_string_append_c (name, '-');
    }
  while (name->len > 0 && name->str[name->len - 1] == '-')
    g_string_truncate (name, name->len - 1);
  if (name->len == 0)
    g_string_assign (name, "localhost");
  return g_string_free (name, FALSE);
}
