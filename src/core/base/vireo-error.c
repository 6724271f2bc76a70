/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One error domain.  The message is a sentence for a user; libvirt's own words stay behind
 * vireo_error_get_detail(). */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-error.h"

typedef struct
{
  char *detail; /* (owned) (nullable): libvirt's own text */
} VireoErrorPrivate;

static void
vireo_error_private_init (VireoErrorPrivate *priv)
{
}

static void
vireo_error_private_copy (const VireoErrorPrivate *src, VireoErrorPrivate *dest)
{
  dest->detail = g_strdup (src->detail);
}

static void
vireo_error_private_clear (VireoErrorPrivate *priv)
{
  g_free (priv->detail);
}

G_DEFINE_EXTENDED_ERROR (VireoError, vireo_error)

/* What libvirt says, told in words a user understands, with the way out.  The first row whose
 * code (VIR_ERR_OK: any) and text (NULL: any) fit is taken, so the narrow rows come first. */
static const struct
{
  int libvirt_code;
  const char *text; /* a piece of libvirt's message, in its own English */
  VireoErrorCode code;
  const char *sentence;
} meanings[] = {
  { VIR_ERR_OK, "No space left on device", VIREO_ERROR_NO_SPACE,
    N_ ("There is no space left on the disk.  Free some space or choose another storage pool.") },
  { VIR_ERR_OK, "Cannot allocate memory", VIREO_ERROR_NO_SPACE,
    N_ ("The host has not enough free memory.  Give the virtual machine less, or stop another one.") },
  { VIR_ERR_OK, "cannot set up guest memory", VIREO_ERROR_NO_SPACE,
    N_ ("The host has not enough free memory.  Give the virtual machine less, or stop another one.") },
  { VIR_ERR_OK, "authentication unavailable: no polkit agent", VIREO_ERROR_DENIED,
    N_ ("You are not allowed to manage this host.  Add yourself to the group “libvirt” and log in "
        "again.") },
  { VIR_ERR_OK, "access denied by policy", VIREO_ERROR_DENIED,
    N_ ("You are not allowed to manage this host.  Add yourself to the group “libvirt” and log in "
        "again.") },
  { VIR_ERR_OK, "Could not access KVM kernel module", VIREO_ERROR_NO_KVM,
    N_ ("Hardware acceleration (KVM) does not work on this host.  Use software emulation instead.") },
  { VIR_ERR_OK, "failed to initialize kvm", VIREO_ERROR_NO_KVM,
    N_ ("Hardware acceleration (KVM) does not work on this host.  Use software emulation instead.") },
  { VIR_ERR_OK, "KVM is not available", VIREO_ERROR_NO_KVM,
    N_ ("Hardware acceleration (KVM) does not work on this host.  Use software emulation instead.") },
  { VIR_ERR_OK, "kvm_buf_set_msrs", VIREO_ERROR_NO_KVM,
    N_ ("The processor's hardware acceleration (KVM) cannot run this virtual machine.  Use software "
        "emulation instead.") },
  { VIR_ERR_OK, "could not find capabilities for domaintype=kvm", VIREO_ERROR_NO_KVM,
    N_ ("Hardware acceleration (KVM) does not work on this host.  Use software emulation instead.") },
  { VIR_ERR_OK, "Emulator '", VIREO_ERROR_NO_KVM,
    N_ ("QEMU on this host cannot run this kind of virtual machine.") },
  { VIR_ERR_OK, "Permission denied (", VIREO_ERROR_AUTH,
    N_ ("The SSH login was refused.  Check the user name and your SSH keys.") },
  { VIR_ERR_OK, "Permission denied", VIREO_ERROR_DENIED,
    N_ ("QEMU is not allowed to read a file of this virtual machine.  Move the file into a storage "
        "pool, or let the user “libvirt-qemu” read it.") },
  { VIR_ERR_OK, "No such file or directory", VIREO_ERROR_GONE,
    N_ ("A file that is needed is not there any more.") },
  { VIR_ERR_OK, "Failed to get \"write\" lock", VIREO_ERROR_WRONG_STATE,
    N_ ("A disk is in use by another virtual machine that is running.") },
  { VIR_ERR_OK, "already in use by other guests", VIREO_ERROR_EXISTS,
    N_ ("A disk or device is in use by another virtual machine.") },
  { VIR_ERR_OK, "is already in use", VIREO_ERROR_EXISTS,
    N_ ("Something this virtual machine needs is already in use.") },
  { VIR_ERR_OK, "is in use by", VIREO_ERROR_EXISTS,
    N_ ("A device is in use by another virtual machine.") },
  { VIR_ERR_OK, "already exists with uuid", VIREO_ERROR_EXISTS,
    N_ ("A virtual machine with this name already exists.  Choose another name.") },
  { VIR_ERR_OK, "storage volume name", VIREO_ERROR_EXISTS,
    N_ ("A disk with this name already exists in the storage pool.") },
  { VIR_ERR_OK, "storage vol already exists", VIREO_ERROR_EXISTS,
    N_ ("A disk with this name already exists in the storage pool.") },
  { VIR_ERR_OK, "network 'default' is not active", VIREO_ERROR_WRONG_STATE,
    N_ ("The virtual network “default” is not running.  Start it and try again.") },
  { VIR_ERR_OK, "is not active", VIREO_ERROR_WRONG_STATE,
    N_ ("A network or storage pool that is needed is not running.  Start it and try again.") },
  { VIR_ERR_OK, "cannot undefine domain with nvram", VIREO_ERROR_WRONG_STATE,
    N_ ("The virtual machine still has its UEFI settings file.") },
  { VIR_ERR_OK, "internal snapshots of a VM with pflash", VIREO_ERROR_UNSUPPORTED,
    N_ ("A running virtual machine with UEFI firmware cannot take this kind of snapshot.  Shut it "
        "down first.") },
  { VIR_ERR_OK, "cannot rename active domain", VIREO_ERROR_WRONG_STATE,
    N_ ("Only a virtual machine that is off can be renamed.  Shut it down first.") },
  { VIR_ERR_OK, "cannot delete inactive domain with", VIREO_ERROR_WRONG_STATE,
    N_ ("The virtual machine still has snapshots.") },
  { VIR_ERR_OK, "QEMU guest agent is not connected", VIREO_ERROR_WRONG_STATE,
    N_ ("The guest agent inside the virtual machine does not answer.") },
  { VIR_ERR_OK, "No more available PCI slots", VIREO_ERROR_UNSUPPORTED,
    N_ ("The virtual machine has no free slot for another device while it runs.  The device can be "
        "added at the next start.") },
  { VIR_ERR_OK, "requested vcpus is greater than max allowable vcpus", VIREO_ERROR_INVALID,
    N_ ("The running virtual machine has no room for so many virtual processors.  Raise the "
        "maximum; it counts from the next start on.") },
  { VIR_ERR_OK, "qdisc kind is unknown", VIREO_ERROR_UNSUPPORTED,
    N_ ("The host's kernel cannot limit the bandwidth of a NIC.") },
  { VIR_ERR_OK, "wait for tray to open", VIREO_ERROR_WRONG_STATE,
    N_ ("The guest has locked the drive.  Eject the medium inside the guest, or force it.") },
  { VIR_ERR_OK, "is locked and force was not specified", VIREO_ERROR_WRONG_STATE,
    N_ ("The guest has locked the drive.  Eject the medium inside the guest, or force it.") },
  { VIR_ERR_OPERATION_UNSUPPORTED, "cannot modify ", VIREO_ERROR_UNSUPPORTED,
    N_ ("This cannot be changed while the virtual machine runs.  It can be changed for the next "
        "start.") },
  { VIR_ERR_OPERATION_UNSUPPORTED, "cannot change ", VIREO_ERROR_UNSUPPORTED,
    N_ ("This cannot be changed while the virtual machine runs.  It can be changed for the next "
        "start.") },
  { VIR_ERR_OK, "live update of device", VIREO_ERROR_UNSUPPORTED,
    N_ ("This cannot be changed while the virtual machine runs.  It can be changed for the next "
        "start.") },
  { VIR_ERR_OK, "live attach of device", VIREO_ERROR_UNSUPPORTED,
    N_ ("Such a device cannot be added while the virtual machine runs.  It can be added at the "
        "next start.") },
  { VIR_ERR_OK, "be hotplugged", VIREO_ERROR_UNSUPPORTED,
    N_ ("Such a device cannot be added while the virtual machine runs.  It can be added at the "
        "next start.") },
  { VIR_ERR_OK, "be hot plugged", VIREO_ERROR_UNSUPPORTED,
    N_ ("Such a device cannot be added while the virtual machine runs.  It can be added at the "
        "next start.") },
  { VIR_ERR_OK, "hotplug is not supported", VIREO_ERROR_UNSUPPORTED,
    N_ ("Such a device cannot be added while the virtual machine runs.  It can be added at the "
        "next start.") },
  { VIR_ERR_OK, "live detach of device", VIREO_ERROR_UNSUPPORTED,
    N_ ("Such a device cannot be removed while the virtual machine runs.  It can be removed at the "
        "next start.") },
  { VIR_ERR_OK, "be hot unplugged", VIREO_ERROR_UNSUPPORTED,
    N_ ("Such a device cannot be removed while the virtual machine runs.  It can be removed at the "
        "next start.") },
  { VIR_ERR_OK, "cannot be detached", VIREO_ERROR_UNSUPPORTED,
    N_ ("Such a device cannot be removed while the virtual machine runs.  It can be removed at the "
        "next start.") },
  { VIR_ERR_OK, "Host key verification failed", VIREO_ERROR_AUTH,
    N_ ("The host's SSH key is not known.  Connect to it once with ssh in a terminal and accept its "
        "key.") },
  { VIR_ERR_OK, "Connection refused", VIREO_ERROR_UNREACHABLE,
    N_ ("Nothing answers there.  The libvirt daemon is not running, or the address is wrong.") },
  { VIR_ERR_OK, "No route to host", VIREO_ERROR_UNREACHABLE,
    N_ ("The host cannot be reached over the network.") },
  { VIR_ERR_OK, "Name or service not known", VIREO_ERROR_UNREACHABLE,
    N_ ("There is no host of this name.") },
  { VIR_ERR_OK, "Could not resolve hostname", VIREO_ERROR_UNREACHABLE,
    N_ ("There is no host of this name.") },
  { VIR_ERR_OK, "timed out", VIREO_ERROR_TIMED_OUT, N_ ("The host did not answer in time.") },
  { VIR_ERR_OPERATION_TIMEOUT, NULL, VIREO_ERROR_TIMED_OUT,
    N_ ("The host did not answer in time.") },
  { VIR_ERR_AUTH_CANCELLED, NULL, VIREO_ERROR_AUTH, N_ ("The login was cancelled.") },
  { VIR_ERR_AUTH_FAILED, NULL, VIREO_ERROR_AUTH, N_ ("The login was refused.") },
  { VIR_ERR_AUTH_UNAVAILABLE, NULL, VIREO_ERROR_AUTH, N_ ("The login was refused.") },
  { VIR_ERR_NO_DOMAIN, NULL, VIREO_ERROR_GONE, N_ ("The virtual machine is not there any more.") },
  { VIR_ERR_NO_NETWORK, NULL, VIREO_ERROR_GONE, N_ ("There is no virtual network of this name.") },
  { VIR_ERR_NO_STORAGE_POOL, NULL, VIREO_ERROR_GONE,
    N_ ("There is no storage pool of this name.") },
  { VIR_ERR_NO_STORAGE_VOL, NULL, VIREO_ERROR_GONE, N_ ("The disk is not there any more.") },
  { VIR_ERR_NO_DOMAIN_SNAPSHOT, NULL, VIREO_ERROR_GONE,
    N_ ("The snapshot is not there any more.") },
  { VIR_ERR_DOM_EXIST, NULL, VIREO_ERROR_EXISTS,
    N_ ("A virtual machine with this name already exists.  Choose another name.") },
  { VIR_ERR_STORAGE_VOL_EXIST, NULL, VIREO_ERROR_EXISTS,
    N_ ("A disk with this name already exists in the storage pool.") },
  { VIR_ERR_OPERATION_DENIED, NULL, VIREO_ERROR_DENIED,
    N_ ("You are not allowed to do this on this connection.") },
  { VIR_ERR_ACCESS_DENIED, NULL, VIREO_ERROR_DENIED,
    N_ ("You are not allowed to do this on this connection.") },
  { VIR_ERR_NO_CONNECT, NULL, VIREO_ERROR_UNREACHABLE,
    N_ ("This is not an address that libvirt can connect to.") },
  { VIR_ERR_INVALID_CONN, NULL, VIREO_ERROR_UNREACHABLE,
    N_ ("The connection to the host is closed.") },
  { VIR_ERR_NO_SUPPORT, NULL, VIREO_ERROR_UNSUPPORTED,
    N_ ("This host's hypervisor cannot do this.") },
  { VIR_ERR_OPERATION_UNSUPPORTED, NULL, VIREO_ERROR_UNSUPPORTED,
    N_ ("This host's hypervisor cannot do this.") },
  { VIR_ERR_CONFIG_UNSUPPORTED, NULL, VIREO_ERROR_UNSUPPORTED,
    N_ ("This host's hypervisor does not support this configuration.") },
  { VIR_ERR_XML_INVALID_SCHEMA, NULL, VIREO_ERROR_INVALID,
    N_ ("The definition does not follow libvirt's schema.") },
  { VIR_ERR_AGENT_UNRESPONSIVE, NULL, VIREO_ERROR_WRONG_STATE,
    N_ ("The guest agent inside the virtual machine does not answer.") },
  { VIR_ERR_RESOURCE_BUSY, NULL, VIREO_ERROR_WRONG_STATE,
    N_ ("The virtual machine is busy with another operation.  Try again in a moment.") },
};

/**
 * vireo_error_from_libvirt:
 * @libvirt_code: a virErrorNumber
 * @domain: a virErrorDomain: which part of libvirt reports it
 * @text: libvirt's message
 *
 * Any thread.
 *
 * Returns: (transfer full): what a user is told; @text stays behind vireo_error_get_detail()
 */
GError *
vireo_error_from_libvirt (int libvirt_code, int domain, const char *text)
{
  VireoErrorCode code = VIREO_ERROR_FAILED;
  const char *sentence = NULL;
  GError *made;

  for (gsize i = 0; i < G_N_ELEMENTS (meanings); i++)
    {
      if (meanings[i].libvirt_code != VIR_ERR_OK && meanings[i].libvirt_code != libvirt_code)
        continue;
      if (meanings[i].text != NULL && strstr (text, meanings[i].text) == NULL)
        continue;
      code = meanings[i].code;
      sentence = meanings[i].sentence;
      break;
    }
  /* A broken pipe to the daemon has no code of its own: it is told by who reports it. */
  if (sentence == NULL && domain == VIR_FROM_RPC)
    {
      code = VIREO_ERROR_UNREACHABLE;
      sentence = N_ ("The connection to the host broke.");
    }

  made = g_error_new_literal (VIREO_ERROR, code, sentence != NULL ? _ (sentence) : text);
  vireo_error_get_private (made)->detail = g_strdup (text);
  return made;
}

/**
 * vireo_error_take_libvirt:
 * @error: (out) (optional): where to put it
 *
 * Turns the last libvirt error of the calling thread into @error and clears it.  libvirt keeps
 * its errors per thread: call it right after the failed call, on the same thread, or never.
 * Any thread.
 */
void
vireo_error_take_libvirt (GError **error)
{
  virErrorPtr last = virGetLastError ();

  if (last != NULL && last->message != NULL)
    g_propagate_error (error, vireo_error_from_libvirt (last->code, last->domain, last->message));
  else
    g_propagate_error (error, vireo_error_from_libvirt (VIR_ERR_OK, 0, _ ("Unknown error")));
  virResetLastError ();
}

/**
 * vireo_error_get_detail:
 * @error: any error
 *
 * Any thread.
 *
 * Returns: (nullable): what libvirt itself said, when that is more than the message; for
 *   showing behind *Details*
 */
const char *
vireo_error_get_detail (const GError *error)
{
  VireoErrorPrivate *priv;

  if (error->domain != VIREO_ERROR)
    return NULL;
  priv = vireo_error_get_private (error);
  if (priv->detail == NULL || g_str_equal (priv->detail, error->message))
    return NULL;
  return priv->detail;
}
