/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files are YAML.  All of it is written as JSON, which YAML contains and whose quoting has no
 * surprises. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-error.h"
#include "core/install/vireo-cloud-config.h"

static void
add_string (GString *text, const char *value)
{
  g_string_append_c (text, '"');
  for (; *value != '\0'; value++)
    {
      guchar letter = (guchar) *value;

      if (letter == '"' || letter == '\\')
        g_string_append_printf (text, "\\%c", letter);
      else if (letter < 0x20 || letter == 0x7f)
        g_string_append_printf (text, "\\u%04x", letter);
      else
        g_string_append_c (text, *value);
    }
  g_string_append_c (text, '"');
}

static void
add_member (GString *text, const char *name, const char *value)
{
  g_string_append_printf (text, "  \"%s\": ", name);
  add_string (text, value);
  g_string_append (text, ",\n");
}

static void
add_keys (GString *text, char **keys)
{
  if (keys == NULL || *keys == NULL)
    return;
  g_string_append (text, ", \"ssh_authorized_keys\": [");
  for (char **key = keys; *key != NULL; key++)
    {
      if (key != keys)
        g_string_append (text, ", ");
      add_string (text, *key);
    }
  g_string_append_c (text, ']');
}

/* Root is there already, the other one is made. */
static void
add_users (GString *text, const VireoAnswers *answers)
{
  g_string_append (text, "  \"users\": [\n    {\"name\": \"root\"");
  add_keys (text, answers->ssh_keys);
  g_string_append_c (text, '}');
  if (answers->user != NULL)
    {
      g_string_append (text, ",\n    {\"name\": ");
      add_string (text, answers->user);
      if (answers->user_full_name != NULL)
        {
          g_string_append (text, ", \"gecos\": ");
          add_string (text, answers->user_full_name);
        }
      g_string_append (text, ", \"sudo\": \"ALL=(ALL) ALL\", \"shell\": \"/bin/bash\", "
                             "\"lock_passwd\": false, \"hashed_passwd\": ");
      add_string (text, answers->user_hash);
      add_keys (text, answers->ssh_keys);
      g_string_append_c (text, '}');
    }
  g_string_append (text, "\n  ],\n");
}

/* The settings themselves, an object. */
static void
add_settings (GString *text, const VireoAnswers *answers)
{
  g_string_append (text, "{\n");
  if (answers->host_name != NULL)
    add_member (text, "hostname", answers->host_name);
  add_member (text, "locale", answers->language);
  add_member (text, "timezone", answers->time_zone);
  g_string_append (text, "  \"keyboard\": {\"layout\": ");
  add_string (text, answers->keyboard);
  g_string_append (text, "},\n");
  add_users (text, answers);
  if (answers->root_hash != NULL)
    {
      g_string_append (text, "  \"chpasswd\": {\"expire\": false, \"list\": \"root:");
      g_string_append_printf (text, "%s\\n\"},\n", answers->root_hash);
    }
  g_string_append_printf (text, "  \"ssh_pwauth\": %s,\n  \"disable_root\": false\n}",
                          answers->root_ssh || answers->user != NULL ? "true" : "false");
}

static gboolean
check (const VireoAnswers *answers, GError **error)
{
  if (!vireo_answers_check (answers, error))
    return FALSE;
  if (answers->root_password == NULL && answers->user_password == NULL)
    return TRUE;
  g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_INVALID,
                       _ ("The password could not be made unreadable."));
  return FALSE;
}

/**
 * vireo_cloud_config_make_user_data:
 * @answers: with hashes in the place of passwords
 * @error: (out) (optional): %VIREO_ERROR_INVALID with a sentence about the first thing amiss
 *
 * Returns: (transfer full) (nullable): the file "user-data"; vireo_password_free()
 */
char *
vireo_cloud_config_make_user_data (const VireoAnswers *answers, GError **error)
{
  GString *text;

  if (!check (answers, error))
    return NULL;
  text = g_string_new ("#cloud-config\n");
  add_settings (text, answers);
  g_string_append_c (text, '\n');
  return g_string_free (text, FALSE);
}

/**
 * vireo_cloud_config_make_autoinstall:
 * @answers: with hashes in the place of passwords
 * @error: (out) (optional): %VIREO_ERROR_INVALID with a sentence about the first thing amiss
 *
 * What cloud-init in the installer of Ubuntu Server is told: how to install, and what the installed
 * system is told in its turn.
 *
 * Returns: (transfer full) (nullable): the file "user-data"; vireo_password_free()
 */
char *
vireo_cloud_config_make_autoinstall (const VireoAnswers *answers, GError **error)
{
  GString *text;

  if (!check (answers, error))
    return NULL;
  text = g_string_new ("#cloud-config\n{\"autoinstall\": {\n  \"version\": 1,\n");
  add_member (text, "locale", answers->language);
  g_string_append (text, "  \"keyboard\": {\"layout\": ");
  add_string (text, answers->keyboard);
  g_string_append_printf (text, "},\n  \"storage\": {\"layout\": {\"name\": \"%s\"}},\n",
                          answers->layout == VIREO_LAYOUT_PLAIN ? "direct" : "lvm");
  if (answers->repository != NULL)
    {
      g_string_append (text, "  \"apt\": {\"primary\": [{\"arches\": [\"default\"], \"uri\": ");
      add_string (text, answers->repository);
      g_string_append (text, "}]},\n");
    }
  if (answers->proxy != NULL)
    add_member (text, "proxy", answers->proxy);
  g_string_append (text, "  \"ssh\": {\"install-server\": true},\n"
                         "  \"packages\": [\"qemu-guest-agent\"],\n"
                         "  \"shutdown\": \"poweroff\",\n  \"user-data\": ");
  add_settings (text, answers);
  g_string_append (text, "\n}}\n");
  return g_string_free (text, FALSE);
}

/**
 * vireo_cloud_config_make_meta_data:
 * @instance: by what cloud-init knows a guest that it set up already
 *
 * Returns: (transfer full): the file "meta-data"; g_free()
 */
char *
vireo_cloud_config_make_meta_data (const VireoAnswers *answers, const char *instance)
{
  GString *text = g_string_new ("{\n");

  if (answers->host_name != NULL)
    add_member (text, "local-hostname", answers->host_name);
  g_string_append (text, "  \"instance-id\": ");
  add_string (text, instance);
  g_string_append (text, "\n}\n");
  return g_string_free (text, FALSE);
}
