/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file is read twice: each line by Python's shlex, and the sections after the first % by a
 * shell in the guest.  What somebody typed goes into lines only, between quotes, and never into a
 * section; the lines of an expert come last, where nothing of ours follows. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/vireo-error.h"
#include "core/install/vireo-kickstart.h"

/* --option="value": between double quotes shlex knows two special signs. */
static void
add_option (GString *text, const char *name, const char *value)
{
  g_string_append_printf (text, " --%s=\"", name);
  for (; *value != '\0'; value++)
    {
      if (*value == '"' || *value == '\\')
        g_string_append_c (text, '\\');
      g_string_append_c (text, *value);
    }
  g_string_append_c (text, '"');
}

static void
add_source (GString *text, const VireoAnswers *answers)
{
  if (answers->repository == NULL)
    g_string_append (text, "cdrom\n");
  else
    {
      g_string_append (text, "url");
      add_option (text, "url", answers->repository);
      if (answers->proxy != NULL)
        add_option (text, "proxy", answers->proxy);
      g_string_append_c (text, '\n');
    }
  g_string_append (text, "text\neula --agreed\nfirstboot --disable\n");
}

static void
add_place (GString *text, const VireoAnswers *answers)
{
  g_string_append_printf (text, "lang %s\n", answers->language);
  g_string_append (text, "keyboard");
  add_option (text, "vckeymap", answers->keyboard);
  add_option (text, "xlayouts", answers->keyboard);
  g_string_append_printf (text, "\ntimezone %s --utc\n", answers->time_zone);
}

static void
add_network (GString *text, const VireoAnswers *answers)
{
  /* The first NIC with a link, up at every boot: what these systems leave off by themselves. */
  g_string_append (text, "network --bootproto=dhcp --device=link --onboot=yes --ipv6=auto --activate\n");
  if (answers->host_name != NULL)
    {
      g_string_append (text, "network");
      add_option (text, "hostname", answers->host_name);
      g_string_append_c (text, '\n');
    }
}

static void
add_keys (GString *text, const char *login, char **keys)
{
  for (; keys != NULL && *keys != NULL; keys++)
    g_string_append_printf (text, "sshkey --username=%s \"%s\"\n", login, *keys);
}

static void
add_accounts (GString *text, const VireoAnswers *answers)
{
  if (answers->root_hash != NULL)
    g_string_append_printf (text, "rootpw --iscrypted %s\n", answers->root_hash);
  else
    g_string_append (text, "rootpw --lock\n");
  if (answers->user != NULL)
    {
      g_string_append_printf (text, "user --name=%s", answers->user);
      if (answers->user_full_name != NULL && *answers->user_full_name != '\0')
        add_option (text, "gecos", answers->user_full_name);
      g_string_append_printf (text, " --groups=wheel --iscrypted --password=%s\n", answers->user_hash);
    }
  add_keys (text, "root", answers->ssh_keys);
  if (answers->user != NULL)
    add_keys (text, answers->user, answers->ssh_keys);
  g_string_append (text, "services --enabled=sshd\nfirewall --enabled --service=ssh\n");
}

static const char *
get_serial_console (const VireoKickstartTarget *target)
{
  return g_str_equal (target->arch, "aarch64") ? "ttyAMA0" : "ttyS0";
}

/* No disk but the one. */
static void
add_storage (GString *text, const VireoAnswers *answers, const VireoKickstartTarget *target)
{
  g_string_append_printf (text,
                          "ignoredisk --only-use=%s\nzerombr\n"
                          "clearpart --all --initlabel --drives=%s\nautopart --type=%s\n"
                          "bootloader --location=mbr --boot-drive=%s "
                          "--append=\"console=tty0 console=%s,115200n8\"\npoweroff\n",
                          target->disk, target->disk,
                          answers->layout == VIREO_LAYOUT_PLAIN ? "plain" : "lvm", target->disk,
                          get_serial_console (target));
}

static void
add_packages (GString *text, const VireoAnswers *answers)
{
  /* A medium that lacks one of the helpers still installs. */
  g_string_append_printf (text, "\n%%packages --ignoremissing\n@^%s\nchrony\nqemu-guest-agent\n%%end\n",
                          answers->packages == VIREO_PACKAGES_SERVER ? "server-product-environment"
                                                                     : "minimal-environment");
}

static void
add_last_steps (GString *text, const VireoAnswers *answers, const VireoKickstartTarget *target)
{
  g_string_append_printf (text,
                          "\n%%post --log=/root/ks-post.log\n"
                          "systemctl enable sshd.service || :\n"
                          "systemctl enable qemu-guest-agent.service || :\n"
                          "systemctl enable serial-getty@%s.service || :\n"
                          "for f in /etc/sysconfig/network-scripts/ifcfg-*; do\n"
                          "  case \"$f\" in\n"
                          "    */ifcfg-lo | */ifcfg-\\*) ;;\n"
                          "    *) sed -i 's/^ONBOOT=.*/ONBOOT=yes/' \"$f\" ;;\n"
                          "  esac\n"
                          "done\n",
                          get_serial_console (target));
  if (answers->root_ssh && answers->root_hash != NULL)
    g_string_append (text, "sed -i '/^[#[:space:]]*PermitRootLogin[[:space:]]/d' /etc/ssh/sshd_config\n"
                           "sed -i '1i PermitRootLogin yes' /etc/ssh/sshd_config\n");
  g_string_append (text, "%end\n");
}

/* The name goes into lines as it is. */
gboolean
vireo_kickstart_check_target (const VireoKickstartTarget *target, GError **error)
{
  if (target->disk != NULL && *target->disk != '\0'
      && strspn (target->disk, G_CSET_a_2_z G_CSET_DIGITS) == strlen (target->disk))
    return TRUE;
  g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_INVALID,
                       _ ("There is no disk to install to."));
  return FALSE;
}

/**
 * vireo_kickstart_make:
 * @answers: with hashes in the place of passwords
 * @target: where the system goes
 * @error: (out) (optional): %VIREO_ERROR_INVALID with a sentence about the first thing amiss
 *
 * Returns: (transfer full) (nullable): the file's text, with hashes of passwords in it;
 *   vireo_password_free()
 */
char *
vireo_kickstart_make (const VireoAnswers *answers, const VireoKickstartTarget *target, GError **error)
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
  g_string_append (text, "#version=DEVEL\n");
  add_source (text, answers);
  add_place (text, answers);
  add_network (text, answers);
  add_accounts (text, answers);
  add_storage (text, answers, target);
  add_packages (text, answers);
  add_last_steps (text, answers, target);
  if (answers->extra != NULL && *answers->extra != '\0')
    g_string_append_printf (text, "\n# added by hand\n%s\n", answers->extra);
  return g_string_free (text, FALSE);
}
