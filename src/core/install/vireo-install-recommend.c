/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the draft is filled in with as long as the user has not chosen otherwise. */

#include "config.h"

#include "core/base/vireo-units.h"
#include "core/install/vireo-install-draft-private.h"

#define USUAL_CPUS 2
#define USUAL_MEMORY (2 * VIREO_GIB)
#define USUAL_STORAGE (20 * VIREO_GIB)
#define MEMORY_STEP (256 * VIREO_MIB)

/* A bare number of memory below this means GiB, above it MiB: nobody wants 4 MiB or 4096 GiB. */
#define BARE_GIB_LIMIT 64

static void
replace (char **where, const char *text)
{
  if (g_strcmp0 (*where, text) == 0)
    return;
  g_free (*where);
  *where = g_strdup (text);
}

/* As vireo_size_from_text() reads it back, in any language. */
static char *
size_to_entry (guint64 bytes)
{
  if (bytes % VIREO_GIB == 0)
    return g_strdup_printf ("%" G_GUINT64_FORMAT " GiB", bytes / VIREO_GIB);
  return g_strdup_printf ("%" G_GUINT64_FORMAT " MiB", bytes / VIREO_MIB);
}

const char *
_vireo_install_draft_get_arch (VireoInstallDraft *self)
{
  const VireoHostFacts *facts = vireo_host_get_facts (self->host);
  const char *host_arch = facts != NULL && facts->arch != NULL ? facts->arch : "x86_64";
  const char *arch = NULL;

  if (self->source == VIREO_SOURCE_ISO && self->media != NULL)
    arch = vireo_media_get_arch (self->media);
  /* The wider machine runs the narrower system as it is. */
  if (arch == NULL || (g_str_equal (arch, "i686") && g_str_equal (host_arch, "x86_64")))
    return host_arch;
  return arch;
}

gboolean
_vireo_install_draft_is_foreign (VireoInstallDraft *self)
{
  const VireoHostFacts *facts = vireo_host_get_facts (self->host);

  return facts != NULL && facts->arch != NULL
         && !g_str_equal (_vireo_install_draft_get_arch (self), facts->arch);
}

VireoDiskChoice
_vireo_install_draft_get_disk (VireoInstallDraft *self)
{
  if (_vireo_install_draft_imports (self))
    return VIREO_DISK_NEW;
  return self->source == VIREO_SOURCE_DISK_IMAGE ? VIREO_DISK_EXISTING : self->disk;
}

static void
recommend_os (VireoInstallDraft *self)
{
  VireoOs *os = NULL;

  if (!(self->touched & VIREO_TOUCHED_OS) && vireo_os_catalog_get_loaded (self->catalog))
    {
      if (self->source == VIREO_SOURCE_ISO && self->media != NULL)
        os = vireo_media_get_os (self->media);
      else if (self->source == VIREO_SOURCE_DISK_IMAGE)
        os = _vireo_install_draft_guess_os (self);
      if (os == NULL)
        os = vireo_os_catalog_get_fallback (self->catalog);
      g_set_object (&self->os, os);
    }
  if (self->os != NULL)
    self->needs = vireo_os_get_needs (self->os, _vireo_install_draft_get_arch (self));
  /* What comes installed from another hypervisor knows SATA, which is in every one of them. */
  if (self->source == VIREO_SOURCE_DISK_IMAGE
      && self->os == vireo_os_catalog_get_other (self->catalog))
    self->needs.q35 = TRUE;
}

static void
recommend_cpus (VireoInstallDraft *self, const VireoHostFacts *facts)
{
  guint n = self->needs.recommended_cpus;

  const VireoOvf *ovf = _vireo_install_draft_get_ovf (self);

  if (self->touched & VIREO_TOUCHED_CPUS)
    return;
  if (ovf != NULL && ovf->n_vcpus > 0)
    n = ovf->n_vcpus;
  if (n == 0)
    n = MAX (USUAL_CPUS, self->needs.min_cpus);
  if (facts != NULL && facts->n_cpus > 0)
    n = MIN (n, facts->n_cpus);
  self->n_vcpus = MAX (n, 1);
}

/* No more than half of what the host has, but never less than the system needs. */
static void
recommend_memory (VireoInstallDraft *self, const VireoHostFacts *facts)
{
  const VireoOvf *ovf = _vireo_install_draft_get_ovf (self);
  guint64 memory = self->needs.recommended_memory;
  g_autofree char *text = NULL;

  if (!(self->touched & VIREO_TOUCHED_MEMORY))
    {
      if (ovf != NULL && ovf->memory > 0)
        memory = ovf->memory;
      if (memory == 0)
        memory = MAX (USUAL_MEMORY, 2 * self->needs.min_memory);
      if (facts != NULL && facts->memory > 0)
        memory = MIN (memory, facts->memory / 2);
      memory = MAX (memory / MEMORY_STEP * MEMORY_STEP, MAX (MEMORY_STEP, self->needs.min_memory));
      text = size_to_entry (memory);
      replace (&self->memory_text, text);
    }

  self->memory = 0;
  if (vireo_size_from_text (self->memory_text, 1, &memory))
    {
      gboolean bare = !vireo_size_from_text (self->memory_text, VIREO_GIB, &self->memory)
                      || self->memory != memory;

      if (bare)
        vireo_size_from_text (self->memory_text, memory < BARE_GIB_LIMIT ? VIREO_GIB : VIREO_MIB,
                              &self->memory);
    }
}

static void
recommend_disk (VireoInstallDraft *self)
{
  guint64 size = self->needs.recommended_storage;
  g_autofree char *text = NULL;

  if (!(self->touched & VIREO_TOUCHED_DISK_SIZE))
    {
      if (size == 0)
        size = MAX (USUAL_STORAGE, 2 * self->needs.min_storage);
      text = size_to_entry ((size + VIREO_GIB - 1) / VIREO_GIB * VIREO_GIB);
      replace (&self->disk_size_text, text);
    }
  if (!vireo_size_from_text (self->disk_size_text, VIREO_GIB, &self->disk_size))
    self->disk_size = 0;
}

/* The pool called "default", as everywhere; else one that runs; else none, and one is made. */
static void
recommend_pool (VireoInstallDraft *self)
{
  GListModel *pools = vireo_host_get_pools (self->host);
  const char *best = NULL;
  int best_rank = 0;

  if (self->touched & VIREO_TOUCHED_POOL)
    return;
  for (guint i = 0; i < g_list_model_get_n_items (pools); i++)
    {
      g_autoptr (VireoPool) pool = g_list_model_get_item (pools, i);
      const VireoPoolFacts *facts = vireo_pool_get_facts (pool);
      int rank = g_strcmp0 (facts->name, "default") == 0  ? 4
                 : !facts->active                         ? 1
                 : g_strcmp0 (facts->type, "dir") == 0    ? 3
                                                          : 2;

      if (rank > best_rank)
        {
          best = facts->name; /* borrowed: the pool stays in the list while we look */
          best_rank = rank;
        }
    }
  replace (&self->pool, best);
}

static void
recommend_nic (VireoInstallDraft *self, const VireoHostFacts *facts)
{
  GListModel *networks = vireo_host_get_networks (self->host);
  const char *best = NULL;
  int best_rank = 0;

  if (self->touched & VIREO_TOUCHED_NIC)
    return;
  for (guint i = 0; i < g_list_model_get_n_items (networks); i++)
    {
      g_autoptr (VireoNetwork) network = g_list_model_get_item (networks, i);
      const VireoNetworkFacts *its = vireo_network_get_facts (network);
      int rank = g_strcmp0 (its->name, "default") == 0 ? 3 : its->active ? 2 : 1;

      if (rank > best_rank)
        {
          best = its->name;
          best_rank = rank;
        }
    }
  if (best != NULL)
    {
      self->nic = VIREO_NIC_NETWORK;
      replace (&self->nic_source, best);
    }
  else if (facts != NULL && !facts->is_session && facts->bridges != NULL && facts->bridges[0] != NULL)
    {
      self->nic = VIREO_NIC_BRIDGE;
      replace (&self->nic_source, facts->bridges[0]);
    }
  else
    {
      self->nic = VIREO_NIC_USER;
      replace (&self->nic_source, NULL);
    }
}

static void
recommend_firmware (VireoInstallDraft *self, const VireoHostFacts *facts)
{
  const VireoOvf *ovf = _vireo_install_draft_get_ovf (self);
  gboolean foreign = _vireo_install_draft_is_foreign (self);

  if (!(self->touched & VIREO_TOUCHED_UEFI))
    self->uefi = facts != NULL && facts->has_uefi
                 && (ovf != NULL ? ovf->uefi : self->needs.uefi && !self->needs.bios);
  if (foreign || (facts != NULL && !facts->has_kvm))
    self->kvm = FALSE;
  else if (!(self->touched & VIREO_TOUCHED_KVM))
    self->kvm = facts != NULL && facts->has_kvm;
}

static char *
stem_of (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);
  char *dot = strrchr (base, '.');

  if (dot != NULL && dot != base)
    *dot = '\0';
  return g_filename_to_utf8 (base, -1, NULL, NULL, NULL);
}

/* What is installed gives the name; what is not known is called after its file. */
static void
recommend_name (VireoInstallDraft *self)
{
  GListModel *vms = vireo_vm_list_get_items (vireo_host_get_vms (self->host));
  const char *path = self->source == VIREO_SOURCE_ISO          ? self->media_path
                     : self->source == VIREO_SOURCE_DISK_IMAGE ? self->disk_path
                                                               : "";
  gboolean known = self->touched & VIREO_TOUCHED_OS
                   || (self->source == VIREO_SOURCE_ISO && self->media != NULL
                       && vireo_media_get_os (self->media) != NULL);
  const VireoOvf *ovf = _vireo_install_draft_get_ovf (self);
  g_autofree char *base = NULL;
  g_autofree char *name = NULL;

  if (self->touched & VIREO_TOUCHED_NAME)
    return;
  if (ovf != NULL && ovf->name != NULL)
    base = g_strdup (ovf->name);
  else if (known && self->os != NULL && self->source != VIREO_SOURCE_DISK_IMAGE)
    base = g_strdup (vireo_os_get_short_id (self->os));
  else if (*path != '\0')
    base = stem_of (path);
  name = vireo_install_plan_suggest_name (base != NULL ? base : "vm", vms);
  replace (&self->name, name);
}

/* Fills in whatever the user has not settled, and reads what he typed. */
void
_vireo_install_draft_recommend (VireoInstallDraft *self)
{
  const VireoHostFacts *facts = vireo_host_get_facts (self->host);

  recommend_os (self);
  recommend_cpus (self, facts);
  recommend_memory (self, facts);
  recommend_disk (self);
  recommend_pool (self);
  recommend_nic (self, facts);
  recommend_firmware (self, facts);
  recommend_name (self);
}
