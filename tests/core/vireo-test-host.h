/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/host/vireo-host.h"
#include "vireo-test.h"

/* tests/data/host.xml, open, with its one running VM, "test".  Not test:///default: that one is
 * the same for every connection of a process. */
typedef struct
{
  VireoJournal *journal;
  VireoHost *host;
  VireoVm *vm; /* borrowed from host */
} VireoTestHost;

static inline void
vireo_test_host_set_up (VireoTestHost *f, gconstpointer uri)
{
  g_autofree char *own
      = g_strconcat ("test://", g_test_get_filename (G_TEST_DIST, "data", "host.xml", NULL), NULL);

  f->journal = vireo_journal_new ();
  f->host = vireo_host_new (uri != NULL ? uri : own, NULL, f->journal);
  vireo_host_connect (f->host);
  vireo_test_wait (vireo_host_get_state (f->host) == VIREO_HOST_ON);
  f->vm = vireo_vm_list_find (vireo_host_get_vms (f->host), "test");
  g_assert_nonnull (f->vm);
  vireo_test_wait (vireo_vm_get_facts (f->vm)->has_details);
}

static inline void
vireo_test_host_tear_down (VireoTestHost *f, gconstpointer unused)
{
  VireoHost *gone = f->host;

  /* What is being read holds the host until it is done; then nothing may. */
  g_object_add_weak_pointer (G_OBJECT (f->host), (gpointer *) &gone);
  vireo_host_disconnect (f->host);
  g_object_unref (f->host);
  vireo_test_wait (gone == NULL);
  g_object_unref (f->journal);
}
