/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is to be said about each choice of a draft: problems, which keep the wizard from going on,
 * and notes, which do not. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-units.h"
#include "core/base/vireo-xml.h"
#include "core/install/vireo-install-draft-private.h"

#define LEAST_MEMORY (64 * VIREO_MIB)
#define LEAST_DISK (64 * VIREO_MIB)

static const char *
host_name (const VireoHostFacts *facts)
{
  if (facts == NULL || facts->is_local || facts->hostname == NULL)
    return _ ("This computer");
  return facts->hostname;
}

/* Takes all of @parts, which may be NULL, and puts them one after the other. */
static char *
join (char *first, char *second, char *third)
{
  g_autofree char *a = first;
  g_autofree char *b = second;
  g_autofree char *c = third;
  GString *all = g_string_new (a);

  for (guint i = 0; i < 2; i++)
    {
      const char *part = i == 0 ? b : c;

      if (part != NULL && all->len > 0)
        g_string_append_c (all, ' ');
      if (part != NULL)
        g_string_append (all, part);
    }
  return g_string_free (all, all->len == 0);
}

static void
advise_media (VireoInstallDraft *self, const VireoHostFacts *facts, char **advice)
{
  char **problem = &advice[VIREO_ADVICE_MEDIA_PROBLEM];
  char **note = &advice[VIREO_ADVICE_MEDIA_NOTE];
  gboolean remote = facts != NULL && !facts->is_local;
  const char *path = self->source == VIREO_SOURCE_ISO ? self->media_path : self->disk_path;
  const GError *error = self->source == VIREO_SOURCE_ISO ? self->media_error : self->image_error;

  if (self->source == VIREO_SOURCE_NETWORK_BOOT)
    {
      *note = g_strdup (_ ("The firmware asks the network for a boot server (PXE)."));
      return;
    }
  if (*path == '\0')
    return;
  if (self->source == VIREO_SOURCE_DISK_IMAGE && error == NULL && g_path_is_absolute (path))
    _vireo_install_draft_advise_image (self, remote, advice);
  else if (!g_path_is_absolute (path))
    *problem = g_strdup (_ ("Write the whole path, beginning with a slash (/)."));
  else if (error != NULL)
    *problem = g_strdup (error->message);
  else if (remote)
    *note = g_strdup_printf (_ ("The file is on %s and is not looked at from here."),
                             host_name (facts));
  else if (self->source == VIREO_SOURCE_ISO && self->media != NULL
           && _vireo_install_draft_is_foreign (self))
    {
      const char *arch = _vireo_install_draft_get_arch (self);

      if (!self->foreign_allowed)
        *problem = g_strdup_printf (
            _ ("This medium is for %s, but %s is %s.  Choose the %s medium, or let the other "
               "processor be emulated, which is slow."),
            arch, host_name (facts), facts->arch, facts->arch);
      else
        *note = g_strdup_printf (_ ("An %s processor will be emulated, which is slow."), arch);
    }
  else if (self->source == VIREO_SOURCE_ISO && self->media != NULL
           && !vireo_media_get_bootable (self->media))
    *note = g_strdup (_ ("The medium does not say that it can be booted."));
}

static void
advise_os (VireoInstallDraft *self, char **advice)
{
  char **reason = &advice[VIREO_ADVICE_OS_REASON];

  if (self->os == NULL)
    *reason = g_strdup (_ ("The list of operating systems is being read."));
  else if (self->touched & VIREO_TOUCHED_OS)
    *reason = g_strdup (_ ("chosen by you"));
  else if (self->source == VIREO_SOURCE_ISO && self->media != NULL
           && vireo_media_get_os (self->media) == self->os)
    *reason = g_strdup (vireo_media_get_decided_text (self->media));
  else if (self->source == VIREO_SOURCE_DISK_IMAGE && self->image != NULL
           && self->os == vireo_os_catalog_get_other (self->catalog))
    *reason = g_strdup (_ ("What is on the disk is not known, so it is attached in a way that any "
                           "system finds (SATA).  Choose the right system if you know it."));
  else if (self->source == VIREO_SOURCE_DISK_IMAGE && self->image != NULL
           && self->os != vireo_os_catalog_get_fallback (self->catalog))
    *reason = g_strdup (_vireo_install_draft_get_ovf (self) != NULL
                            ? _ ("as the appliance says")
                            : vireo_media_decided_to_text (VIREO_MEDIA_DECIDED_FILE_NAME));
  else if (self->source == VIREO_SOURCE_ISO && self->media != NULL)
    *reason = g_strdup (_ ("The medium was not recognised.  This works for any system of the last "
                           "years; choose the right one if you know it."));
  else
    *reason = g_strdup (_ ("This works for any system of the last years; choose the right one if "
                           "you know it."));
}

static void
advise_cpus (VireoInstallDraft *self, const VireoHostFacts *facts, char **advice)
{
  guint given = vireo_host_get_vcpus_given_out (self->host);
  char *recommended = NULL, *host = NULL, *warning = NULL;

  if (self->n_vcpus == 0)
    {
      advice[VIREO_ADVICE_CPUS_PROBLEM] = g_strdup (_ ("At least one processor is needed."));
      return;
    }
  if (self->needs.recommended_cpus > 0)
    recommended = g_strdup_printf (_ ("Recommended: %u."), self->needs.recommended_cpus);
  if (facts != NULL && facts->n_cpus > 0)
    {
      host = given > 0 ? g_strdup_printf (_ ("%s has %u, of which %u are given out."),
                                          host_name (facts), facts->n_cpus, given)
                       : g_strdup_printf (_ ("%s has %u."), host_name (facts), facts->n_cpus);
      if (self->n_vcpus > facts->n_cpus)
        warning = g_strdup (_ ("More than that makes the virtual machine slower, not faster."));
      else if (self->n_vcpus + given > facts->n_cpus)
        warning = g_strdup_printf (_ ("With this one, %u are given out: when all are busy, they "
                                      "wait for each other."), self->n_vcpus + given);
    }
  if (warning == NULL && self->n_vcpus < self->needs.min_cpus)
    warning = g_strdup_printf (_ ("The system asks for at least %u."), self->needs.min_cpus);
  advice[VIREO_ADVICE_CPUS_NOTE] = join (recommended, host, warning);
}

static void
advise_memory (VireoInstallDraft *self, const VireoHostFacts *facts, char **advice)
{
  char **problem = &advice[VIREO_ADVICE_MEMORY_PROBLEM];
  guint64 given = vireo_host_get_memory_given_out (self->host);
  guint64 host_memory = facts != NULL ? facts->memory : 0;
  g_autofree char *has = vireo_size_to_text (host_memory);
  g_autofree char *out = vireo_size_to_text (given);
  g_autofree char *least = vireo_size_to_text (self->needs.min_memory);
  g_autofree char *best = vireo_size_to_text (self->needs.recommended_memory);
  char *recommended = NULL, *host = NULL, *warning = NULL;

  if (self->memory == 0)
    *problem = g_strdup (_ ("Write a size, such as 4 GiB or 2048 MiB."));
  else if (self->memory < LEAST_MEMORY)
    *problem = g_strdup (_ ("That is too little for any system: give at least 64 MiB."));
  else if (host_memory > 0 && self->memory > host_memory)
    *problem = g_strdup_printf (_ ("%s has only %s of memory."), host_name (facts), has);
  if (self->needs.recommended_memory > 0)
    recommended = g_strdup_printf (_ ("Recommended: %s."), best);
  if (host_memory > 0)
    host = given > 0 ? g_strdup_printf (_ ("%s has %s, of which %s are given out."),
                                        host_name (facts), has, out)
                     : g_strdup_printf (_ ("%s has %s."), host_name (facts), has);
  if (host_memory > 0 && self->memory + given > host_memory)
    warning = g_strdup (_ ("With this one, more is given out than there is: when all of it is "
                           "used, virtual machines stop."));
  else if (self->memory > 0 && self->memory < self->needs.min_memory)
    warning = g_strdup_printf (_ ("The system asks for at least %s."), least);
  advice[VIREO_ADVICE_MEMORY_NOTE] = join (recommended, host, warning);
}

static const VireoPoolFacts *
find_pool (VireoInstallDraft *self)
{
  GListModel *pools = vireo_host_get_pools (self->host);

  for (guint i = 0; i < g_list_model_get_n_items (pools); i++)
    {
      g_autoptr (VireoPool) pool = g_list_model_get_item (pools, i);

      if (g_strcmp0 (vireo_pool_get_facts (pool)->name, self->pool) == 0)
        return vireo_pool_get_facts (pool); /* lives as long as the pool is in the list */
    }
  return NULL;
}

static void
advise_new_disk (VireoInstallDraft *self, char **advice)
{
  char **problem = &advice[VIREO_ADVICE_DISK_PROBLEM];
  const VireoPoolFacts *pool = find_pool (self);
  gboolean raw = g_strcmp0 (self->disk_format, "raw") == 0;
  g_autofree char *free_text = vireo_size_to_text (pool != NULL ? pool->available : 0);
  g_autofree char *best = vireo_size_to_text (self->needs.recommended_storage);
  g_autofree char *least = vireo_size_to_text (self->needs.min_storage);
  char *recommended = NULL, *where = NULL, *warning = NULL;

  if (self->disk_size == 0)
    *problem = g_strdup (_ ("Write a size, such as 40 GiB."));
  else if (self->disk_size < LEAST_DISK)
    *problem = g_strdup (_ ("That is too small for any system: give at least 64 MiB."));
  if (self->needs.recommended_storage > 0)
    recommended = g_strdup_printf (_ ("Recommended: %s."), best);
  if (pool == NULL)
    where = g_strdup (_ ("There is no storage pool yet: one is made when you create the virtual "
                         "machine."));
  else if (!pool->active)
    where = g_strdup_printf (_ ("The storage pool “%s” is not running: it is started when you "
                                "create the virtual machine."), pool->name);
  else
    where = g_strdup_printf (_ ("The storage pool “%s” has %s free."), pool->name, free_text);

  if (pool != NULL && pool->active && self->disk_size > pool->available)
    {
      if (!raw)
        warning = g_strdup (_ ("The disk starts small and grows, but there is no room for all of "
                               "it: when the pool is full, the virtual machine stops."));
      else if (*problem == NULL)
        *problem = g_strdup_printf (_ ("A raw disk takes all its space at once, and the storage "
                                       "pool “%s” has only %s free."), pool->name, free_text);
    }
  else if (self->disk_size > 0 && self->disk_size < self->needs.min_storage)
    warning = g_strdup_printf (_ ("The system asks for at least %s."), least);
  advice[VIREO_ADVICE_DISK_NOTE] = join (recommended, where, warning);
}

/* A disk for an installer is used as it is, in the host's own name. */
static char *
refuse_as_it_is (const VireoDiskImage *image)
{
  if (image->problem != NULL)
    return g_strdup (image->problem);
  if (image->ovf != NULL)
    return g_strdup (_ ("This is a virtual appliance.  Go back and import it as an existing "
                        "disk."));
  if (image->backing != NULL)
    return g_strdup_printf (_ ("This disk image is based on another file, “%s”, which it would make "
                               "QEMU read.  Choose a complete disk."),
                            image->backing);
  return NULL;
}

/* Where the disk goes that is made from an imported one. */
static void
advise_imported_disk (VireoInstallDraft *self, char **advice)
{
  const VireoPoolFacts *pool = find_pool (self);
  g_autofree char *size = vireo_size_to_text (self->image->size);
  g_autofree char *free_text = vireo_size_to_text (pool != NULL ? pool->available : 0);
  char *where = NULL, *warning = NULL;

  if (pool != NULL && pool->active)
    where = g_strdup_printf (_ ("The storage pool “%s” has %s free."), pool->name, free_text);
  if (pool != NULL && pool->active && self->image->size > pool->available)
    warning = g_strdup (_ ("The disk starts small and grows, but there is no room for all of it: "
                           "when the pool is full, the virtual machine stops."));
  advice[VIREO_ADVICE_DISK_NOTE] = join (
      /* Translators: a size */
      g_strdup_printf (_ ("The imported disk has %s."), size), where, warning);
}

static void
advise_disk (VireoInstallDraft *self, const VireoHostFacts *facts, char **advice)
{
  char **problem = &advice[VIREO_ADVICE_DISK_PROBLEM];
  char **note = &advice[VIREO_ADVICE_DISK_NOTE];

  switch (_vireo_install_draft_get_disk (self))
    {
    case VIREO_DISK_NEW:
      if (_vireo_install_draft_imports (self))
        advise_imported_disk (self, advice);
      else
        advise_new_disk (self, advice);
      break;
    case VIREO_DISK_EXISTING:
      if (*self->disk_path == '\0')
        *problem = g_strdup (_ ("Choose the file of the disk."));
      else if (!g_path_is_absolute (self->disk_path))
        *problem = g_strdup (_ ("Write the whole path, beginning with a slash (/)."));
      else if (self->image_error != NULL)
        *problem = g_strdup (self->image_error->message);
      else if (self->image != NULL && self->source == VIREO_SOURCE_ISO
               && (*problem = refuse_as_it_is (self->image)) != NULL)
        ;
      else if (self->image != NULL && self->image->size > 0)
        {
          g_autofree char *size = vireo_size_to_text (self->image->size);

          /* Translators: the format and the size of a disk image, as "qcow2, 20 GiB" */
          *note = g_strdup_printf (_ ("%s, %s"), self->image->format, size);
        }
      else if (self->image != NULL)
        *note = g_strdup (self->image->format);
      if (*problem == NULL && self->source == VIREO_SOURCE_ISO)
        *note = join (*note, g_strdup (_ ("What is on it may be overwritten by the installer.")),
                      NULL);
      break;
    case VIREO_DISK_NONE:
    default:
      *note = g_strdup (_ ("Only for systems that run from their medium."));
      break;
    }
}

static const VireoNetworkFacts *
find_network (VireoInstallDraft *self)
{
  GListModel *networks = vireo_host_get_networks (self->host);

  for (guint i = 0; i < g_list_model_get_n_items (networks); i++)
    {
      g_autoptr (VireoNetwork) network = g_list_model_get_item (networks, i);

      if (g_strcmp0 (vireo_network_get_facts (network)->name, self->nic_source) == 0)
        return vireo_network_get_facts (network);
    }
  return NULL;
}

static void
advise_network (VireoInstallDraft *self, char **advice)
{
  char **problem = &advice[VIREO_ADVICE_NETWORK_PROBLEM];
  char **note = &advice[VIREO_ADVICE_NETWORK_NOTE];
  const VireoNetworkFacts *network = NULL;

  switch (self->nic)
    {
    case VIREO_NIC_NETWORK:
      network = find_network (self);
      if (network == NULL)
        *problem = g_strdup_printf (_ ("There is no virtual network “%s” any more."),
                                    self->nic_source != NULL ? self->nic_source : "");
      else if (!network->active)
        *note = g_strdup (_ ("It is not running: it is started when you create the virtual "
                             "machine."));
      else if (g_strcmp0 (network->forward, "nat") == 0)
        *note = g_strdup (_ ("The guest reaches the outside through this computer, and is reached "
                             "from this computer only."));
      else if (g_strcmp0 (network->forward, "isolated") == 0)
        *note = g_strdup (_ ("The guest reaches this computer and its neighbours only."));
      break;
    case VIREO_NIC_BRIDGE:
      *note = g_strdup (_ ("The guest is on the same network as the host itself."));
      break;
    case VIREO_NIC_USER:
      *note = g_strdup (_ ("The guest reaches the outside, but is reached from nowhere."));
      break;
    case VIREO_NIC_NONE:
    default:
      if (self->source == VIREO_SOURCE_NETWORK_BOOT)
        *problem = g_strdup (_ ("Booting from the network needs a network."));
      break;
    }
}

static void
advise_machine (VireoInstallDraft *self, const VireoHostFacts *facts, char **advice)
{
  char **firmware = &advice[VIREO_ADVICE_FIRMWARE_NOTE];
  char **kind = &advice[VIREO_ADVICE_VIRTUALISATION_NOTE];

  if (facts != NULL && !facts->has_uefi)
    *firmware = g_strdup_printf (_ ("%s has no UEFI firmware for guests."), host_name (facts));
  else if (self->uefi && !self->needs.uefi && self->needs.known)
    *firmware = g_strdup (_ ("This system is not known to boot with UEFI."));
  else if (!self->uefi && !self->needs.bios && self->needs.known)
    *firmware = g_strdup (_ ("This system is not known to boot with BIOS."));
  else if (self->uefi)
    *firmware = g_strdup (_ ("Snapshots of a running guest with UEFI are limited."));

  if (_vireo_install_draft_is_foreign (self))
    *kind = g_strdup (_ ("Another kind of processor can only be emulated."));
  else if (facts != NULL && !facts->has_kvm && facts->no_kvm_reason != NULL)
    *kind = g_strdup (facts->no_kvm_reason);
  else if (!self->kvm)
    *kind = g_strdup (_ ("Runs everywhere, but many times slower."));
}

static gboolean
name_is_taken (VireoInstallDraft *self)
{
  GListModel *vms = vireo_vm_list_get_items (vireo_host_get_vms (self->host));

  for (guint i = 0; i < g_list_model_get_n_items (vms); i++)
    {
      g_autoptr (VireoVm) vm = g_list_model_get_item (vms, i);

      if (g_strcmp0 (vireo_vm_get_name (vm), self->name) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
advise_name (VireoInstallDraft *self, char **advice)
{
  g_autoptr (GError) error = NULL;

  if (!vireo_install_plan_check_name (self->name, &error))
    advice[VIREO_ADVICE_NAME_PROBLEM] = g_strdup (error->message);
  else if (name_is_taken (self))
    {
      GListModel *vms = vireo_vm_list_get_items (vireo_host_get_vms (self->host));

      advice[VIREO_ADVICE_NAME_PROBLEM] = g_strdup (_ ("Another virtual machine has this name."));
      advice[VIREO_ADVICE_NAME_SUGGESTION] = vireo_install_plan_suggest_name (self->name, vms);
    }
}

static void
advise_xml (VireoInstallDraft *self, char **advice)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VireoXmlDoc) doc = NULL;

  if (self->xml == NULL)
    return;
  doc = vireo_xml_parse (self->xml, &error);
  if (doc == NULL)
    advice[VIREO_ADVICE_XML_PROBLEM] = g_strdup (error->message);
  else if (vireo_xml_first (xmlDocGetRootElement (doc), "/domain") == NULL)
    advice[VIREO_ADVICE_XML_PROBLEM]
        = g_strdup (_ ("The outermost element of the XML must be <domain>."));
}

/* Returns: (transfer full): %VIREO_N_ADVICES texts, each owned and nullable */
char **
_vireo_install_draft_advise (VireoInstallDraft *self)
{
  const VireoHostFacts *facts = vireo_host_get_facts (self->host);
  char **advice = g_new0 (char *, VIREO_N_ADVICES);

  advise_media (self, facts, advice);
  advise_os (self, advice);
  advise_cpus (self, facts, advice);
  advise_memory (self, facts, advice);
  advise_disk (self, facts, advice);
  advise_network (self, advice);
  advise_machine (self, facts, advice);
  advise_name (self, advice);
  advise_xml (self, advice);
  return advice;
}
