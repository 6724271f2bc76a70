/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/install/vireo-disk-image.h"
#include "core/install/vireo-install-draft.h"

G_BEGIN_DECLS

/* Shared by vireo-install-draft.c (what was chosen) and vireo-install-advice.c (what is to be
 * said about it). */

/* In the order of their properties in vireo-install-draft.c. */
typedef enum
{
  VIREO_ADVICE_MEDIA_PROBLEM,
  VIREO_ADVICE_MEDIA_NOTE,
  VIREO_ADVICE_IMAGE_TITLE,
  VIREO_ADVICE_IMAGE_TEXT,
  VIREO_ADVICE_OS_REASON,
  VIREO_ADVICE_CPUS_NOTE,
  VIREO_ADVICE_CPUS_PROBLEM,
  VIREO_ADVICE_MEMORY_NOTE,
  VIREO_ADVICE_MEMORY_PROBLEM,
  VIREO_ADVICE_DISK_NOTE,
  VIREO_ADVICE_DISK_PROBLEM,
  VIREO_ADVICE_NETWORK_NOTE,
  VIREO_ADVICE_NETWORK_PROBLEM,
  VIREO_ADVICE_FIRMWARE_NOTE,
  VIREO_ADVICE_VIRTUALISATION_NOTE,
  VIREO_ADVICE_NAME_PROBLEM,
  VIREO_ADVICE_NAME_SUGGESTION,
  VIREO_ADVICE_XML_PROBLEM,
  VIREO_N_ADVICES
} VireoAdvice;

/* What the user set by hand; the rest follows the recommendation. */
typedef enum
{
  VIREO_TOUCHED_OS = 1 << 0,
  VIREO_TOUCHED_CPUS = 1 << 1,
  VIREO_TOUCHED_MEMORY = 1 << 2,
  VIREO_TOUCHED_DISK_SIZE = 1 << 3,
  VIREO_TOUCHED_UEFI = 1 << 4,
  VIREO_TOUCHED_KVM = 1 << 5,
  VIREO_TOUCHED_NIC = 1 << 6,
  VIREO_TOUCHED_POOL = 1 << 7,
  VIREO_TOUCHED_NAME = 1 << 8,
} VireoTouched;

struct _VireoInstallDraft
{
  GObject parent_instance;

  VireoHost *host;          /* (owned) */
  VireoOsCatalog *catalog;  /* (owned) */

  guint touched;            /* VireoTouched */
  VireoInstallSource source;
  char *media_path;         /* (owned) */
  VireoMedia *media;        /* (owned) (nullable) */
  GError *media_error;      /* (owned) (nullable) */
  GCancellable *reading;    /* (owned) (nullable): while the medium is read */
  VireoOs *os;              /* (owned) (nullable): until the catalog is loaded */
  VireoOsNeeds needs;       /* of os on arch */

  guint n_vcpus;
  char *memory_text;        /* (owned) */
  guint64 memory;           /* bytes; 0: the text is no size */
  VireoDiskChoice disk;
  char *disk_size_text;     /* (owned) */
  guint64 disk_size;        /* bytes; 0: the text is no size */
  char *disk_format;        /* (owned): of a new one */
  char *disk_path;          /* (owned): of an existing one */
  VireoDiskImage *image;    /* (owned) (nullable): what is at disk_path */
  GError *image_error;      /* (owned) (nullable) */
  GCancellable *looking;    /* (owned) (nullable): while disk_path is looked at */
  char *pool;               /* (owned) (nullable): NULL: the default one */
  VireoNicChoice nic;
  char *nic_source;         /* (owned) (nullable) */
  gboolean uefi;
  gboolean kvm;
  gboolean disk_copied;     /* an imported disk is not used as it is, although it could */
  gboolean base_allowed;    /* the file that an imported disk is based on was agreed to */
  gboolean foreign_allowed; /* a guest of another architecture was agreed to */
  gboolean start;
  gboolean autostart;
  char *name;               /* (owned) */
  char *xml;                /* (owned) (nullable) */

  VireoUnattended *unattended;   /* (owned) */

  char *advice[VIREO_N_ADVICES]; /* (owned) (nullable) */
  gboolean ready[4];             /* media, system, resources, unattended */
  gboolean all_ready;
  char **told; /* (owned): each property as it was last notified, as text */
};

const char      *_vireo_install_draft_get_arch (VireoInstallDraft *self);
gboolean         _vireo_install_draft_is_foreign (VireoInstallDraft *self);
VireoDiskChoice  _vireo_install_draft_get_disk (VireoInstallDraft *self);
gboolean         _vireo_install_draft_imports (VireoInstallDraft *self);
gboolean         _vireo_install_draft_can_copy (VireoInstallDraft *self);
gboolean         _vireo_install_draft_has_base (VireoInstallDraft *self);
const VireoOvf  *_vireo_install_draft_get_ovf (VireoInstallDraft *self);
VireoOs         *_vireo_install_draft_guess_os (VireoInstallDraft *self);
void             _vireo_install_draft_advise_image (VireoInstallDraft *self, gboolean remote,
                                                    char **advice);
void             _vireo_install_draft_update (VireoInstallDraft *self);
gboolean         _vireo_install_draft_is_busy (VireoInstallDraft *self);
void             _vireo_install_draft_update_ready (VireoInstallDraft *self);
void             _vireo_install_draft_update_unattended (VireoInstallDraft *self);
void             _vireo_install_draft_read_media (VireoInstallDraft *self);
void             _vireo_install_draft_set_disk_path (VireoInstallDraft *self, const char *text);
void             _vireo_install_draft_recommend (VireoInstallDraft *self);
char           **_vireo_install_draft_advise (VireoInstallDraft *self);

G_END_DECLS
