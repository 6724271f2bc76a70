/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/base/vireo-xml.h"
#include "core/model/vireo-vm.h"

G_BEGIN_DECLS

/* What Vireo keeps in a domain's metadata about the VM's making: the installation under way and
 * the disk files it created.  Any thread. */

typedef struct
{
  VireoInstallPhase phase;
  char *media;       /* (nullable): the installer's medium */
  char *cdrom;       /* (nullable): target of the drive it is in, as "sda" */
  char *disk;        /* (nullable): target of the disk that is installed to */
  guint reboots;     /* how many reboots the installation takes */
  guint reboots_seen;
  gboolean begun;    /* the installer was started at least once */
  gboolean written;  /* something was installed: enough was seen to be written to the disk */
  gboolean first_run; /* only ever in what runs, never in what is kept for the next start: this
                       * is the run of the VM in which the installer was started */
  gboolean held;      /* likewise: the user put the medium back in this run */
  gboolean direct;   /* likewise: it started from the installer's own kernel, and goes off at the
                      * installer's end */
  gboolean then_start; /* start the VM once the installer has ended */
  gboolean autostart;  /* from then on, start it with its host */
  gboolean opened;     /* finished, and the user has seen that it is ready */
  gint64 since;      /* seconds since 1970 that it began; 0: not known */
  char *seed;        /* (nullable): target of the drive with the answers, as "sdb" */
  char *kernel;      /* (nullable): the installer's own, among the temporary files, as is the next */
  char *initrd;      /* (nullable) */
  char *command_line; /* (nullable): for that kernel */
  char *login;       /* (nullable): who can log in over SSH; NULL: root */
  GPtrArray *made;   /* (element-type utf8): paths of the disk files Vireo created */
  GPtrArray *temporary; /* (element-type utf8): paths of files that go when the installation ends */
} VireoInstallRecord;

VireoInstallRecord *vireo_install_record_new (void);
VireoInstallRecord *vireo_install_record_read (xmlNode *domain);
VireoInstallRecord *vireo_install_record_parse (const char *element, GError **error);
void                vireo_install_record_free (VireoInstallRecord *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoInstallRecord, vireo_install_record_free)

void                vireo_install_record_write (const VireoInstallRecord *record, xmlNode *domain);
char               *vireo_install_record_to_element (const VireoInstallRecord *record,
                                                     const char *old);

/* Worker */
gboolean            vireo_install_record_store (const VireoInstallRecord *record, virDomainPtr vm,
                                                guint flags, GError **error);

G_END_DECLS
