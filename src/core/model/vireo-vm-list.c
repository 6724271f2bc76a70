/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <libvirt/libvirt.h>

#include "core/base/vireo-thread.h"
#include "core/model/vireo-vm-list.h"

struct _VireoVmList
{
  GObject parent_instance;

  char *uri;
  VireoJournal *journal;
  GListStore *items;   /* of VireoVm, in the order they came */
  GHashTable *by_uuid; /* UUID (the VM's own) -> VireoVm, borrowed from items */
};

enum
{
  RESIZED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VireoVmList, vireo_vm_list, G_TYPE_OBJECT)

static void
vireo_vm_list_finalize (GObject *object)
{
  VireoVmList *self = VIREO_VM_LIST (object);

  g_hash_table_unref (self->by_uuid);
  g_object_unref (self->items);
  g_object_unref (self->journal);
  g_free (self->uri);
  G_OBJECT_CLASS (vireo_vm_list_parent_class)->finalize (object);
}

static void
vireo_vm_list_class_init (VireoVmListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vireo_vm_list_finalize;
  signals[RESIZED] = g_signal_new ("resized", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
vireo_vm_list_init (VireoVmList *self)
{
  self->items = g_list_store_new (VIREO_TYPE_VM);
  self->by_uuid = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

VireoVmList *
vireo_vm_list_new (const char *uri, VireoJournal *journal)
{
  VireoVmList *self = g_object_new (VIREO_TYPE_VM_LIST, NULL);

  self->uri = g_strdup (uri);
  self->journal = g_object_ref (journal);
  return self;
}

/**
 * vireo_vm_list_get_items:
 *
 * Returns: (transfer none): a list of #VireoVm; sorting and filtering belong to the view
 */
GListModel *
vireo_vm_list_get_items (VireoVmList *self)
{
  return G_LIST_MODEL (self->items);
}

static void
resized (VireoVmList *self)
{
  g_signal_emit (self, signals[RESIZED], 0);
}

/* The one that is known, with the fresher handle, or a new one that no list holds yet. */
static VireoVm *
ensure (VireoVmList *self, virDomainPtr handle, VireoVm **made)
{
  char uuid[VIR_UUID_STRING_BUFLEN];
  VireoVm *known;

  virDomainGetUUIDString (handle, uuid);
  known = g_hash_table_lookup (self->by_uuid, uuid);
  *made = NULL;
  if (known != NULL)
    {
      vireo_vm_set_handle (known, handle);
      return known;
    }
  *made = vireo_vm_new (handle, self->uri, self->journal);
  g_signal_connect_object (*made, "notify::n-vcpus", G_CALLBACK (resized), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (*made, "notify::memory", G_CALLBACK (resized), self, G_CONNECT_SWAPPED);
  g_hash_table_insert (self->by_uuid, g_strdup (uuid), *made);
  return *made;
}

/**
 * vireo_vm_list_ensure:
 * @handle: a domain of this host
 *
 * The one object for @handle, made when it is new.  Idempotent, so events and listings may
 * come in any order.
 *
 * Returns: (transfer none): the VM
 */
VireoVm *
vireo_vm_list_ensure (VireoVmList *self, virDomainPtr handle)
{
  g_autoptr (VireoVm) made = NULL;
  VireoVm *vm;

  VIREO_ASSERT_MAIN ();
  vm = ensure (self, handle, &made);
  if (made != NULL)
    g_list_store_append (self->items, made);
  return vm;
}

/**
 * vireo_vm_list_add_listing:
 * @handles: (array length=n): domains of this host
 * @facts: (element-type VireoVmFacts): what is known of each; taken over
 * @n: how many
 *
 * As vireo_vm_list_ensure() and vireo_vm_apply() for each, with one change of the list for all
 * that are new, and rows that are made once, with what is known.
 */
void
vireo_vm_list_add_listing (VireoVmList *self, virDomainPtr *handles, GPtrArray *facts, guint n)
{
  g_autoptr (GPtrArray) fresh = g_ptr_array_new_with_free_func (g_object_unref);

  VIREO_ASSERT_MAIN ();
  g_return_if_fail (facts->len == n);
  for (guint i = 0; i < n; i++)
    {
      VireoVm *made;
      VireoVm *vm = ensure (self, handles[i], &made);

      vireo_vm_apply (vm, g_steal_pointer (&facts->pdata[i]));
      if (made != NULL)
        g_ptr_array_add (fresh, made);
    }
  if (fresh->len > 0)
    g_list_store_splice (self->items, g_list_model_get_n_items (G_LIST_MODEL (self->items)), 0,
                         fresh->pdata, fresh->len);
}

/**
 * vireo_vm_list_lookup:
 *
 * Returns: (transfer none) (nullable): the VM with this UUID
 */
VireoVm *
vireo_vm_list_lookup (VireoVmList *self, const char *uuid)
{
  return g_hash_table_lookup (self->by_uuid, uuid);
}

/**
 * vireo_vm_list_find:
 * @name_id_or_uuid: as a person types it; a name wins over an id, an id over a UUID
 *
 * Returns: (transfer none) (nullable): the VM it means
 */
VireoVm *
vireo_vm_list_find (VireoVmList *self, const char *name_id_or_uuid)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  VireoVm *by_id = NULL;
  gint64 id;
  gboolean is_id
      = g_ascii_string_to_signed (name_id_or_uuid, 10, 0, G_MAXINT, &id, NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VireoVm) vm = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      if (g_strcmp0 (vireo_vm_get_name (vm), name_id_or_uuid) == 0)
        return vm; /* the list holds it */
      if (is_id && vireo_vm_get_facts (vm)->id == id)
        by_id = vm;
    }
  return by_id != NULL ? by_id : vireo_vm_list_lookup (self, name_id_or_uuid);
}

/**
 * vireo_vm_list_remove:
 *
 * Takes out the VM with this UUID, if it is there, and tells it.
 */
void
vireo_vm_list_remove (VireoVmList *self, const char *uuid)
{
  VireoVm *known = g_hash_table_lookup (self->by_uuid, uuid);
  g_autoptr (VireoVm) vm = NULL;
  guint position;

  VIREO_ASSERT_MAIN ();
  if (known == NULL)
    return;
  vm = g_object_ref (known);
  g_hash_table_remove (self->by_uuid, uuid);
  if (g_list_store_find (self->items, vm, &position))
    g_list_store_remove (self->items, position);
  vireo_vm_note_removed (vm);
}

/**
 * vireo_vm_list_remove_except:
 * @uuids: (element-type utf8 utf8): a set of UUIDs
 *
 * Takes out what a full listing did not find any more.
 */
void
vireo_vm_list_remove_except (VireoVmList *self, GHashTable *uuids)
{
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer uuid;

  VIREO_ASSERT_MAIN ();
  g_hash_table_iter_init (&iter, self->by_uuid);
  while (g_hash_table_iter_next (&iter, &uuid, NULL))
    if (!g_hash_table_contains (uuids, uuid))
      g_ptr_array_add (gone, g_strdup (uuid));
  for (guint i = 0; i < gone->len; i++)
    vireo_vm_list_remove (self, gone->pdata[i]);
}

void
vireo_vm_list_set_stale (VireoVmList *self, gboolean stale)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VireoVm) vm = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      vireo_vm_set_stale (vm, stale);
    }
}
