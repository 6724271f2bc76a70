/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The way to a host that is reached by ssh.  libvirt's connection and all screens of a host share
 * one connection, which whoever comes first makes, so that there is one login.  Any thread, but see
 * vireo_ssh_share(). */

typedef struct
{
  char *user; /* (nullable) */
  char *host;
  int port;          /* -1: the usual one */
  gboolean by_ssh;   /* libvirt runs ssh, too; else it speaks the protocol itself */
  char *program;     /* in place of ssh */
  char *key_file;    /* (nullable) */
  char *known_hosts; /* (nullable) */
  char *netcat;      /* (nullable): the program for it on the host */
  gboolean no_verify;
} VireoSshWay;

VireoSshWay *vireo_ssh_way_new (const char *uri);
void         vireo_ssh_way_free (VireoSshWay *way);
void         vireo_ssh_way_begin_command (VireoSshWay *way, GStrvBuilder *words);
void         vireo_ssh_add_option (GStrvBuilder *words, const char *name, const char *value);
char        *vireo_ssh_share (const char *uri, char **program);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoSshWay, vireo_ssh_way_free)

G_END_DECLS
