/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan as a value, and the names it may carry.  What it makes of itself stands in
 * vireo-install-xml.c and vireo-install-command.c. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-units.h"
#include "core/install/vireo-install-plan.h"
#include "core/model/vireo-pool.h"

/* libvirt and QEMU make files named after the VM, the longest ones NAME_VARS.qcow2 and
 * NAME.xml.new, and a file name holds 255 bytes. */
#define MAX_NAME_BYTES 240

/**
 * vireo_install_plan_new:
 *
 * Returns: (transfer full): a plan with modest choices in every field that must have one
 */
VireoInstallPlan *
vireo_install_plan_new (void)
{
  VireoInstallPlan *plan = g_new0 (VireoInstallPlan, 1);

  plan->source = VIREO_SOURCE_ISO;
  plan->installer_reboots = 1;
  plan->n_vcpus = 2;
  plan->memory = 2 * VIREO_GIB;
  plan->disk = VIREO_DISK_NEW;
  plan->disk_format = g_strdup ("qcow2");
  plan->disk_size = 20 * VIREO_GIB;
  plan->nic = VIREO_NIC_NETWORK;
  plan->nic_source = g_strdup ("default");
  plan->arch = g_strdup ("x86_64");
  plan->start = TRUE;
  return plan;
}

/**
 * vireo_install_plan_get_medium:
 *
 * Returns: (nullable): the path under which the host finds the ISO
 */
const char *
vireo_install_plan_get_medium (const VireoInstallPlan *plan)
{
  return plan->media_on_host != NULL ? plan->media_on_host : plan->media_path;
}

/**
 * vireo_install_plan_copy:
 *
 * Returns: (transfer full): a plan of its own with the same choices
 */
VireoInstallPlan *
vireo_install_plan_copy (const VireoInstallPlan *plan)
{
  VireoInstallPlan *copy = g_new (VireoInstallPlan, 1);

  *copy = *plan;
  copy->name = g_strdup (plan->name);
  copy->os_id = g_strdup (plan->os_id);
  copy->media_path = g_strdup (plan->media_path);
  copy->media_on_host = g_strdup (plan->media_on_host);
  copy->answers = plan->answers != NULL ? vireo_answers_copy (plan->answers) : NULL;
  copy->disk_path = g_strdup (plan->disk_path);
  copy->disk_format = g_strdup (plan->disk_format);
  copy->pool = g_strdup (plan->pool);
  copy->import = plan->import != NULL ? vireo_import_ref (plan->import) : NULL;
  copy->description = g_strdup (plan->description);
  copy->nic_source = g_strdup (plan->nic_source);
  copy->mac = g_strdup (plan->mac);
  copy->arch = g_strdup (plan->arch);
  copy->xml = g_strdup (plan->xml);
  return copy;
}

void
vireo_install_plan_free (VireoInstallPlan *plan)
{
  g_free (plan->name);
  g_free (plan->os_id);
  g_free (plan->media_path);
  g_free (plan->media_on_host);
  g_clear_pointer (&plan->answers, vireo_answers_free);
  g_free (plan->disk_path);
  g_free (plan->disk_format);
  g_free (plan->pool);
  g_clear_pointer (&plan->import, vireo_import_unref);
  g_free (plan->description);
  g_free (plan->nic_source);
  g_free (plan->mac);
  g_free (plan->arch);
  g_free (plan->xml);
  g_free (plan);
}

/**
 * vireo_install_plan_get_pool:
 *
 * Returns: (transfer none): the storage pool a new disk goes to
 */
const char *
vireo_install_plan_get_pool (const VireoInstallPlan *plan)
{
  return plan->pool != NULL ? plan->pool : "default";
}

/**
 * vireo_install_plan_has_seed:
 *
 * Returns: whether the answers come on a drive of their own
 */
gboolean
vireo_install_plan_has_seed (const VireoInstallPlan *plan)
{
  return plan->answers != NULL && plan->answers->kind != VIREO_ANSWERS_PRESEED;
}

/**
 * vireo_install_plan_get_default_path:
 * @is_session: whether the daemon is the user's own
 *
 * Returns: (transfer full): the directory of a default pool, where libvirt lets QEMU read by
 *   itself; g_free()
 */
char *
vireo_install_plan_get_default_path (gboolean is_session)
{
  if (is_session)
    return g_build_filename (g_get_user_data_dir (), "libvirt", "images", NULL);
  return g_strdup ("/var/lib/libvirt/images");
}

/**
 * vireo_install_plan_choose_pool:
 * @pools: of #VireoPool
 * @is_session: whether the daemon is the user's own
 *
 * libvirt refuses a second pool for a directory, so the one that has the usual directory is the
 * default, whatever its name.  Main thread.
 *
 * Returns: (transfer full) (nullable): the pool for new disks; %NULL when a default pool has to be
 *   defined; g_free()
 */
char *
vireo_install_plan_choose_pool (GListModel *pools, gboolean is_session)
{
  g_autofree char *path = vireo_install_plan_get_default_path (is_session);
  char *name = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (pools); i++)
    {
      g_autoptr (VireoPool) pool = g_list_model_get_item (pools, i);
      const VireoPoolFacts *facts = vireo_pool_get_facts (pool);
      gboolean is_default = g_str_equal (facts->name, "default");

      if (!is_default && (name != NULL || g_strcmp0 (facts->path, path) != 0))
        continue;
      g_free (name);
      name = g_strdup (facts->name);
      if (is_default)
        break;
    }
  return name;
}

/**
 * vireo_install_plan_to_volume_name:
 * @plan: the choices; its name is set
 *
 * Any VM name makes a file name, only a slash or a leading dot cannot stand in one.
 *
 * Returns: (transfer full): what to call a new disk when nothing in the pool is called so yet;
 *   g_free()
 */
char *
vireo_install_plan_to_volume_name (const VireoInstallPlan *plan)
{
  const char *extension = g_strcmp0 (plan->disk_format, "raw") == 0 ? "img" : "qcow2";
  g_autofree char *name = g_strdelimit (g_strdup (plan->name), "/", '-');

  if (*name == '.')
    *name = '_';
  return g_strdup_printf ("%s.%s", name, extension);
}

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_INVALID, sentence);
  return FALSE;
}

/**
 * vireo_install_plan_check_name:
 * @name: what the user typed
 * @error: (out) (optional): %VIREO_ERROR_INVALID with a sentence to show beside the field
 *
 * Whether libvirt and the file system can carry @name.  Whether it is taken is not asked here.
 */
gboolean
vireo_install_plan_check_name (const char *name, GError **error)
{
  gsize length = name != NULL ? strlen (name) : 0;

  if (length == 0)
    return refuse (error, _ ("Give the virtual machine a name."));
  if (!g_utf8_validate (name, (gssize) length, NULL))
    return refuse (error, _ ("The name contains bytes that are not text."));
  for (const char *c = name; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar letter = g_utf8_get_char (c);

      if (letter == '/')
        return refuse (error, _ ("A name cannot contain a slash (/)."));
      /* The last two of the basic plane are not allowed in XML. */
      if (g_unichar_iscntrl (letter) || letter == 0xfffe || letter == 0xffff)
        return refuse (error, _ ("A name cannot contain line breaks or other control characters."));
    }
  if (*name == '.')
    return refuse (error, _ ("A name cannot begin with a dot."));
  if (g_unichar_isspace (g_utf8_get_char (name)))
    return refuse (error, _ ("A name cannot begin with a space."));
  if (g_unichar_isspace (g_utf8_get_char (g_utf8_prev_char (name + length))))
    return refuse (error, _ ("A name cannot end with a space."));
  if (length > MAX_NAME_BYTES)
    {
      g_set_error (error, VIREO_ERROR, VIREO_ERROR_INVALID,
                   /* Translators: two numbers of bytes */
                   _ ("The name is too long: it takes %u bytes, and %u are possible.  A Chinese "
                      "character takes three."),
                   (guint) length, MAX_NAME_BYTES);
      return FALSE;
    }
  return TRUE;
}

/**
 * vireo_install_plan_check_space:
 * @plan: the choices
 * @available: bytes free in the pool of the new disk
 * @error: (out) (optional): %VIREO_ERROR_NO_SPACE with a sentence
 *
 * Whether the new disk can be created at all.  One that grows with its use always can.
 */
gboolean
vireo_install_plan_check_space (const VireoInstallPlan *plan, guint64 available, GError **error)
{
  g_autofree char *wanted = vireo_size_to_text (plan->disk_size);
  g_autofree char *has = vireo_size_to_text (available);

  /* What an import takes is measured when it is made. */
  if (plan->disk != VIREO_DISK_NEW || g_strcmp0 (plan->disk_format, "raw") != 0
      || plan->import != NULL || plan->disk_size <= available)
    return TRUE;
  g_set_error (error, VIREO_ERROR, VIREO_ERROR_NO_SPACE,
               /* Translators: two sizes, as "20.0 GiB" */
               _ ("The disk needs %s at once, and the storage pool has %s free.  Make the disk "
                  "smaller, choose another pool, or the format qcow2, which grows with its use."),
               wanted, has);
  return FALSE;
}

/**
 * vireo_install_plan_warn_of_space:
 * @plan: the choices
 * @available: bytes free in the pool of the new disk
 *
 * Returns: (transfer full) (nullable): a sentence when a disk that grows with its use can outgrow
 *   its pool; nothing forbids it; g_free()
 */
char *
vireo_install_plan_warn_of_space (const VireoInstallPlan *plan, guint64 available)
{
  g_autofree char *wanted = vireo_size_to_text (plan->disk_size);
  g_autofree char *has = vireo_size_to_text (available);

  if (plan->disk != VIREO_DISK_NEW || plan->disk_size <= available)
    return NULL;
  /* Translators: two sizes, as "20.0 GiB" */
  return g_strdup_printf (_ ("The disk may grow to %s, and the storage pool has %s free.  The "
                             "virtual machine stops when the pool is full."),
                          wanted, has);
}

/* A name made of what @base says, with what cannot be left out. */
static char *
make_passable (const char *base)
{
  g_autofree char *text = g_utf8_make_valid (base != NULL ? base : "", -1);
  GString *name = g_string_new (NULL);
  const char *end;

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar letter = g_utf8_get_char (c);

      if (letter == '/' || g_unichar_iscntrl (letter) || letter == 0xfffe || letter == 0xffff)
        letter = '-';
      if (name->len > 0 || (letter != '.' && !g_unichar_isspace (letter)))
        g_string_append_unichar (name, letter);
    }
  /* Room for the number that may follow. */
  end = name->str + MIN (name->len, MAX_NAME_BYTES - 12);
  if (*end != '\0' && (*end & 0xc0) == 0x80)
    end = g_utf8_find_prev_char (name->str, end);
  g_string_truncate (name, (gsize) (end - name->str));
  while (name->len > 0
         && g_unichar_isspace (g_utf8_get_char (g_utf8_prev_char (name->str + name->len))))
    g_string_truncate (name, (gsize) (g_utf8_prev_char (name->str + name->len) - name->str));
  if (name->len == 0)
    g_string_assign (name, "vm");
  return g_string_free (name, FALSE);
}

/**
 * vireo_install_plan_suggest_name:
 * @base: (nullable): what to call it, as an OS's short id or an image's name
 * @vms: (nullable): of objects with a property “name”, as #VireoVm
 *
 * Main thread, for the sake of @vms.
 *
 * Returns: (transfer full): @base, or @base-2, @base-3 and so on when it is taken; always a
 *   name that vireo_install_plan_check_name() lets pass; g_free()
 */
char *
vireo_install_plan_suggest_name (const char *base, GListModel *vms)
{
  g_autofree char *plain = make_passable (base);
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n = vms != NULL ? g_list_model_get_n_items (vms) : 0;
  g_autofree char *name = g_strdup (plain);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GObject) vm = g_list_model_get_item (vms, i);
      char *its_name = NULL;

      g_object_get (vm, "name", &its_name, NULL);
      if (its_name != NULL)
        g_hash_table_add (taken, its_name);
    }
  for (guint i = 2; g_hash_table_contains (taken, name); i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s-%u", plain, i);
    }
  return g_steal_pointer (&name);
}
