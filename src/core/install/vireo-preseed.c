/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line is "owner question type value", and the value is all that is left of it: there are no quotes
 * and so nothing to break out of, but a line's end, a backslash before it, and spaces around it.
 * late_command is a shell's.  Nothing that somebody typed goes into it but a login name, of small
 * letters and digits; SSH keys come as a file of their own. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/vireo-error.h"
#include "core/install/vireo-preseed.h"

#define MIRROR_HOST "deb.debian.org"
#define MIRROR_FOLDER "/debian"
#define SECURITY_FILE "http://security.debian.org/debian-security/dists/stable-security/Release"

static void
add (GString *text, const char *question, const char *type, const char *value)
{
  g_string_append_printf (text, "d-i %s %s %s\n", question, type, value);
}

static const char *
as_flag (gboolean value)
{
  return value ? "true" : "false";
}

/* The languages that the installer speaks: with a country where one is written in two ways, and
 * Hong Kong's is that of Taiwan.  Where it is told one that it does not know, it asks. */
static char *
make_language (const char *locale)
{
  if (g_str_has_prefix (locale, "zh_HK"))
    return g_strdup ("zh_TW");
  if (g_str_has_prefix (locale, "zh_") || g_str_has_prefix (locale, "pt_BR"))
    return g_strndup (locale, strcspn (locale, "."));
  return g_strndup (locale, strcspn (locale, "_"));
}

static char *
make_country (const char *locale)
{
  const char *country = locale + strcspn (locale, "_");

  country += *country == '_';
  return g_strndup (country, strcspn (country, "."));
}

/* Some have another name in its list, and Taiwan's, which is the American one with other signs on
 * it, has none. */
static const char *
get_keymap (const char *keyboard)
{
  static const char *const others[][2]
      = { { "fr", "fr(latin9)" }, { "kr", "kr(kr104)" }, { "tw", "us" } };

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    if (g_str_equal (keyboard, others[i][0]))
      return others[i][1];
  return keyboard;
}

/* Told its language alone, it takes no country out of the locale but asks for one. */
static void
add_place (GString *text, const VireoAnswers *answers)
{
  g_autofree char *language = make_language (answers->language);
  g_autofree char *country = make_country (answers->language);

  add (text, "debian-installer/language", "string", language);
  add (text, "debian-installer/country", "string", country);
  add (text, "debian-installer/locale", "string", answers->language);
  add (text, "keyboard-configuration/xkb-keymap", "select", get_keymap (answers->keyboard));
  add (text, "clock-setup/utc", "boolean", "true");
  add (text, "clock-setup/ntp", "boolean", "true");
  add (text, "time/zone", "string", answers->time_zone);
}

static void
add_network (GString *text, const VireoAnswers *answers)
{
  const char *name = answers->host_name != NULL ? answers->host_name : "debian";
  g_autofree char *host = g_strndup (name, strcspn (name, "."));
  const char *domain = name + strlen (host);

  add (text, "netcfg/choose_interface", "select", "auto");
  add (text, "netcfg/get_hostname", "string", host);
  add (text, "netcfg/hostname", "string", host);
  add (text, "netcfg/get_domain", "string", *domain == '.' ? domain + 1 : "");
  add (text, "hw-detect/load_firmware", "boolean", "false");
}

static char *
make_host (GUri *uri)
{
  const char *name = uri != NULL ? g_uri_get_host (uri) : MIRROR_HOST;
  g_autofree char *host
      = strchr (name, ':') != NULL ? g_strdup_printf ("[%s]", name) : g_strdup (name);

  if (uri == NULL || g_uri_get_port (uri) <= 0)
    return g_steal_pointer (&host);
  return g_strdup_printf ("%s:%d", host, g_uri_get_port (uri));
}

/* Its packages come from a mirror, for the small medium has few of its own, and no medium is in its
 * drive afterwards. */
static void
add_mirror (GString *text, const VireoAnswers *answers)
{
  g_autoptr (GUri) uri = answers->repository != NULL
                             ? g_uri_parse (answers->repository, G_URI_FLAGS_NONE, NULL)
                             : NULL;
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : "http";
  g_autofree char *host = make_host (uri);
  const char *folder = uri == NULL ? MIRROR_FOLDER : g_uri_get_path (uri);
  const char *proxy = answers->proxy != NULL ? answers->proxy : "";
  g_autofree char *question = g_strdup_printf ("mirror/%s/", scheme);
  static const char *const names[] = { "hostname", "directory", "proxy" };
  const char *const values[] = { host, *folder != '\0' ? folder : "/", proxy };

  add (text, "mirror/country", "string", "manual");
  add (text, "mirror/protocol", "string", scheme);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *whole = g_strconcat (question, names[i], NULL);

      add (text, whole, "string", values[i]);
    }
  add (text, "apt-setup/use_mirror", "boolean", "true");
  add (text, "apt-setup/cdrom/set-first", "boolean", "false");
  add (text, "apt-setup/disable-cdrom-entries", "boolean", "true");
}

/* Security updates come from elsewhere.  Where that cannot be reached, as in a closed network, it
 * would say so and wait, whatever it was told: so it looks, when it has its network, and does
 * without them. */
static void
add_security (GString *text)
{
  add (text, "partman/early_command", "string",
       "echo timeout=20 > /tmp/vireo-wgetrc; echo tries=2 >> /tmp/vireo-wgetrc"
       "; WGETRC=/tmp/vireo-wgetrc fetch-url " SECURITY_FILE " /tmp/vireo-security"
       " || debconf-set apt-setup/services-select updates");
}

static void
add_accounts (GString *text, const VireoAnswers *answers)
{
  g_autofree char *full_name
      = g_strstrip (g_strdup (answers->user_full_name != NULL ? answers->user_full_name : ""));

  add (text, "passwd/root-login", "boolean", as_flag (answers->root_hash != NULL));
  if (answers->root_hash != NULL)
    add (text, "passwd/root-password-crypted", "password", answers->root_hash);
  add (text, "passwd/make-user", "boolean", as_flag (answers->user != NULL));
  if (answers->user == NULL)
    return;
  add (text, "passwd/user-fullname", "string", full_name);
  add (text, "passwd/username", "string", answers->user);
  add (text, "passwd/user-password-crypted", "password", answers->user_hash);
  add (text, "passwd/user-default-groups", "string", "audio cdrom video sudo");
}

/* No disk but the one. */
static void
add_storage (GString *text, const VireoAnswers *answers, const VireoKickstartTarget *target)
{
  g_autofree char *disk = g_strconcat ("/dev/", target->disk, NULL);
  static const char *const agreed[] = {
    "partman-lvm/device_remove_lvm",  "partman-md/device_remove_md",
    "partman-lvm/confirm",            "partman-lvm/confirm_nooverwrite",
    "partman-partitioning/confirm_write_new_label",
    "partman/confirm",                "partman/confirm_nooverwrite",
    "grub-installer/only_debian",     "grub-installer/with_other_os",
  };

  add (text, "partman-auto/disk", "string", disk);
  add (text, "partman-auto/method", "string",
       answers->layout == VIREO_LAYOUT_PLAIN ? "regular" : "lvm");
  add (text, "partman-auto-lvm/guided_size", "string", "max");
  add (text, "partman-auto/choose_recipe", "select", "atomic");
  add (text, "partman/choose_partition", "select", "finish");
  for (gsize i = 0; i < G_N_ELEMENTS (agreed); i++)
    add (text, agreed[i], "boolean", "true");
  add (text, "grub-installer/bootdev", "string", disk);
}

static void
add_packages (GString *text, const VireoAnswers *answers, const VireoKickstartTarget *target)
{
  g_autofree char *console
      = g_strdup_printf ("console=tty0 console=%s,115200n8",
                         g_str_equal (target->arch, "aarch64") ? "ttyAMA0" : "ttyS0");

  g_string_append_printf (text, "tasksel tasksel/first multiselect %s\n",
                          answers->packages == VIREO_PACKAGES_SERVER ? "standard, ssh-server"
                                                                     : "ssh-server");
  add (text, "pkgsel/include", "string", "openssh-server qemu-guest-agent sudo");
  add (text, "pkgsel/upgrade", "select", "none");
  g_string_append (text, "popularity-contest popularity-contest/participate boolean false\n");
  add (text, "debian-installer/add-kernel-opts", "string", console);
  add (text, "finish-install/keep-consoles", "boolean", "true");
  add (text, "cdrom-detect/eject", "boolean", "false");
  g_string_append (text, "d-i finish-install/reboot_in_progress note\n");
  add (text, "debian-installer/exit/poweroff", "boolean", "true");
}

static void
add_last_steps (GString *text, const VireoAnswers *answers)
{
  g_autoptr (GString) command = g_string_new ("true");

  if (answers->ssh_keys != NULL && answers->ssh_keys[0] != NULL)
    {
      g_string_append (command, "; mkdir -m 700 -p /target/root/.ssh"
                                "; cp /" VIREO_PRESEED_KEYS " /target/root/.ssh/authorized_keys"
                                "; chmod 600 /target/root/.ssh/authorized_keys");
      if (answers->user != NULL)
        g_string_append_printf (command,
                                "; mkdir -m 700 -p /target/home/%s/.ssh"
                                "; cp /" VIREO_PRESEED_KEYS " /target/home/%s/.ssh/authorized_keys"
                                "; in-target chown -R %s: /home/%s/.ssh",
                                answers->user, answers->user, answers->user, answers->user);
    }
  if (answers->root_ssh && answers->root_hash != NULL)
    g_string_append (command, "; mkdir -p /target/etc/ssh/sshd_config.d"
                              "; echo PermitRootLogin yes > /target/etc/ssh/sshd_config.d/vireo.conf");
  add (text, "preseed/late_command", "string", command->str);
}

/**
 * vireo_preseed_make:
 * @answers: with hashes in the place of passwords
 * @target: where the system goes
 * @error: (out) (optional): %VIREO_ERROR_INVALID with a sentence about the first thing amiss
 *
 * Returns: (transfer full) (nullable): the file's text, with hashes of passwords in it;
 *   vireo_password_free()
 */
char *
vireo_preseed_make (const VireoAnswers *answers, const VireoKickstartTarget *target, GError **error)
{
  GString *text;

  if (!vireo_answers_check (answers, error) || !vireo_kickstart_check_target (target, error))
    return NULL;
  if (answers->root_password != NULL || answers->user_password != NULL)
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_INVALID,
                           _ ("The password could not be made unreadable."));
      return NULL;
    }
  text = g_string_sized_new (4096);
  add_place (text, answers);
  add_network (text, answers);
  add_mirror (text, answers);
  add_security (text);
  add_accounts (text, answers);
  add_storage (text, answers, target);
  add_packages (text, answers, target);
  add_last_steps (text, answers);
  if (answers->extra != NULL && *answers->extra != '\0')
    g_string_append_printf (text, "# added by hand\n%s\n", answers->extra);
  return g_string_free (text, FALSE);
}

/* --- the archive --- */

static void
pad (GByteArray *bytes, guint64 before)
{
  static const guint8 zeros[4] = { 0 };

  g_byte_array_append (bytes, zeros, (guint) (-(before + bytes->len) & 3));
}

/* One member of a cpio archive of the form "newc". */
static void
add_member (GByteArray *bytes, guint64 before, guint number, const char *name, const char *content)
{
  gsize size = strlen (content);
  g_autofree char *head = g_strdup_printf (
      "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X", number, 0100600u, 0u, 0u, 1u, 0u,
      (guint) size, 0u, 0u, 0u, 0u, (guint) strlen (name) + 1, 0u);

  g_byte_array_append (bytes, (const guint8 *) head, (guint) strlen (head));
  g_byte_array_append (bytes, (const guint8 *) name, (guint) strlen (name) + 1);
  pad (bytes, before);
  g_byte_array_append (bytes, (const guint8 *) content, (guint) size);
  pad (bytes, before);
}

/**
 * vireo_preseed_make_archive:
 * @preseed: the file's text
 * @initrd_size: bytes, of the installer's initrd
 *
 * Returns: (transfer full): what is put behind that initrd, where the kernel unpacks it over the rest;
 *   it begins where a multiple of four bytes is
 */
GBytes *
vireo_preseed_make_archive (const VireoAnswers *answers, const char *preseed, guint64 initrd_size)
{
  GByteArray *bytes = g_byte_array_new ();
  guint number = 1;

  pad (bytes, initrd_size);
  add_member (bytes, initrd_size, number++, "preseed.cfg", preseed);
  if (answers->ssh_keys != NULL && answers->ssh_keys[0] != NULL)
    {
      g_autofree char *all = g_strjoinv ("\n", answers->ssh_keys);
      g_autofree char *lines = g_strconcat (all, "\n", NULL);

      add_member (bytes, initrd_size, number++, VIREO_PRESEED_KEYS, lines);
    }
  add_member (bytes, initrd_size, 0, "TRAILER!!!", "");
  return g_byte_array_free_to_bytes (bytes);
}
