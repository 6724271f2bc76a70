/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libosinfo's loader loses the list of firmware of every OS that has one.  Its objects are kept out
 * of the leak check here, and not by a suppression, because that needs whole stacks of every
 * allocation, and with those the loading takes a minute. */

#include <osinfo/osinfo.h>
#include <sanitizer/lsan_interface.h>

void __real_osinfo_loader_process_path (OsinfoLoader *loader, const char *path, GError **error);
void __wrap_osinfo_loader_process_path (OsinfoLoader *loader, const char *path, GError **error);

void
__wrap_osinfo_loader_process_path (OsinfoLoader *loader, const char *path, GError **error)
{
  __lsan_disable ();
  __real_osinfo_loader_process_path (loader, path, error);
  __lsan_enable ();
}
