/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The check of a definition that somebody typed; without the schema, which is read anew each time
 * and would be all that is tested. */

#include <string.h>

#include "core/model/vireo-vm-xml-check.h"
#include "driver.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup (size > 0 ? (const char *) data : "", size);
  g_autoptr (GPtrArray) problems
      = vireo_vm_xml_check (text, "6695eb01-f6a4-8304-79aa-97f2502e193f", "店", NULL);

  for (guint i = 0; i < problems->len; i++)
    {
      const VireoVmXmlProblem *problem = problems->pdata[i];

      g_assert_true (problem->text[0] != '\0');
      g_assert_true (g_utf8_validate (problem->text, -1, NULL));
    }
  return 0;
}

GPtrArray *
vireo_fuzz_make_seeds (void)
{
  static const char *const documents[] = {
    "<domain type='test'>\n  <name>店</name>\n  <uuid>6695eb01-f6a4-8304-79aa-97f2502e193f</uuid>\n"
    "  <!-- 注 -->\n  <metadata><m:a xmlns:m='urn:m' b='1'>x</m:a></metadata>\n</domain>\n",
    "<!DOCTYPE domain [ <!ENTITY a 'b'> <!ENTITY c '&a;&a;'> ]>\n<domain><name>&c;</name></domain>",
    "<?xml version='1.0' encoding='GB18030'?><domain/>",
  };
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (gsize i = 0; i < G_N_ELEMENTS (documents); i++)
    g_ptr_array_add (seeds, g_bytes_new_static (documents[i], strlen (documents[i])));
  return seeds;
}
