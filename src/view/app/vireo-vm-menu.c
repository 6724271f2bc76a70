/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/app/vireo-vm-menu.h"

typedef struct
{
  const char *label;
  const char *order; /* an action of the VM page, without "vm." */
  VireoVmCan needs;
} Choice;

/* The same words as in the header of the VM page. */
static const Choice power[] = {
  { N_ ("_Start"), "start", VIREO_VM_CAN_START },
  { N_ ("_Resume"), "resume", VIREO_VM_CAN_RESUME },
  { N_ ("_Pause"), "pause", VIREO_VM_CAN_PAUSE },
  { N_ ("Shut _Down"), "shut-down", VIREO_VM_CAN_SHUT_DOWN },
  { N_ ("_Reboot"), "reboot", VIREO_VM_CAN_REBOOT },
};

static const Choice force[] = {
  { N_ ("Force R_eset…"), "reset", VIREO_VM_CAN_RESET },
  { N_ ("_Force Off…"), "force-off", VIREO_VM_CAN_FORCE_OFF },
  { N_ ("_Save"), "save", VIREO_VM_CAN_SAVE },
  { N_ ("_Discard Saved State…"), "discard-saved", VIREO_VM_CAN_DISCARD_SAVED },
};

static const Choice edit[] = {
  { N_ ("Re_name…"), "rename", VIREO_VM_CAN_RENAME },
  { N_ ("_Delete…"), "delete", VIREO_VM_CAN_DELETE },
};

static void
append_order (GMenu *menu, const char *label, const char *order)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, "win.vm", "s", order);
  g_menu_append_item (menu, item);
}

static void
add_section (GMenu *menu, VireoVmCan can, const Choice *choices, guint n)
{
  g_autoptr (GMenu) section = g_menu_new ();

  for (guint i = 0; i < n; i++)
    {
      if (can & choices[i].needs)
        append_order (section, _ (choices[i].label), choices[i].order);
    }
  if (g_menu_model_get_n_items (G_MENU_MODEL (section)) > 0)
    g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

/**
 * vireo_vm_menu_new:
 *
 * Returns: (transfer full): what can be done to @vm now
 */
GMenuModel *
vireo_vm_menu_new (VireoVm *vm)
{
  VireoVmCan can = vireo_vm_get_can (vm);
  g_autoptr (GMenu) open = g_menu_new ();
  GMenu *menu = g_menu_new ();

  g_menu_append (open, _ ("_Open"), "win.open");
  if (can & VIREO_VM_CAN_VIEW)
    append_order (open, _ ("_Console"), "console");
  if (vireo_vm_get_ip_address (vm) != NULL)
    append_order (open, _ ("Copy _ssh Command"), "copy-ssh");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (open));
  add_section (menu, can, power, G_N_ELEMENTS (power));
  add_section (menu, can, force, G_N_ELEMENTS (force));
  add_section (menu, can, edit, G_N_ELEMENTS (edit));
  return G_MENU_MODEL (menu);
}

/**
 * vireo_host_menu_new:
 *
 * Returns: (transfer full): what can be done with @host now
 */
GMenuModel *
vireo_host_menu_new (VireoHost *host)
{
  VireoHostState state = vireo_host_get_state (host);
  g_autoptr (GMenu) connection = g_menu_new ();
  g_autoptr (GMenu) list = g_menu_new ();
  GMenu *menu = g_menu_new ();

  g_menu_append (connection, _ ("_Open"), "win.open");
  if (state == VIREO_HOST_ON)
    g_menu_append (connection, _ ("_New Virtual Machine…"), "win.new-vm");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (connection));
  if (state == VIREO_HOST_OFF || state == VIREO_HOST_LOST)
    g_menu_append (list, _ ("_Connect"), "win.host('connect')");
  if (state != VIREO_HOST_OFF)
    g_menu_append (list, _ ("_Disconnect"), "win.host('disconnect')");
  /* Translators: takes a host out of the list; the host itself is not touched */
  g_menu_append (list, _ ("_Forget"), "win.host('forget')");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (list));
  return G_MENU_MODEL (menu);
}
