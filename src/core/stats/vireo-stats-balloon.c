/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-thread.h"
#include "core/base/vireo-xml.h"
#include "core/stats/vireo-stats-balloon.h"

#define ASK_EVERY_S 2

/* Whether nobody has the guest asked already, and it could be. */
static gboolean
is_silent (virDomainPtr handle)
{
  char *xml = virDomainGetXMLDesc (handle, 0);
  g_autoptr (VireoXmlDoc) doc = xml != NULL ? vireo_xml_parse (xml, NULL) : NULL;
  xmlNode *root = doc != NULL ? xmlDocGetRootElement (doc) : NULL;

  free (xml);
  return root != NULL && vireo_xml_has (root, "devices/memballoon[@model != 'none']")
         && vireo_xml_uint (root, "devices/memballoon/stats/@period", 0) == 0;
}

/**
 * vireo_stats_balloon_ask:
 * @handle: a running VM
 *
 * Has the guest asked for its memory from now on, unless its definition has it already.  Goes with
 * the run: the definition stays as it is.
 *
 * Returns: whether it was us, and vireo_stats_balloon_leave() is to follow
 */
gboolean
vireo_stats_balloon_ask (virDomainPtr handle)
{
  gboolean ours;

  VIREO_ASSERT_WORKER ();
  ours = is_silent (handle)
         && virDomainSetMemoryStatsPeriod (handle, ASK_EVERY_S, VIR_DOMAIN_AFFECT_LIVE) == 0;
  virResetLastError ();
  return ours;
}

void
vireo_stats_balloon_leave (virDomainPtr handle)
{
  VIREO_ASSERT_WORKER ();
  virDomainSetMemoryStatsPeriod (handle, 0, VIR_DOMAIN_AFFECT_LIVE);
  virResetLastError (); /* it may be off meanwhile, which ends it too */
}
