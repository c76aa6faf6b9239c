import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { FormDefinition, KeptElement, WorkflowDefinition } from '../definitions/types.ts';
import { exportDefinition } from './export.ts';
import { looksLikeDefinition, readExported, textOfFile } from './read.ts';
import { keptOf } from './reading.ts';
import { writeXml } from './write-xml.ts';
import { readXml } from './xml.ts';

const form = `<?xml version="1.0"?>
<formdef id="4" url="https://ailleurs.example.net/">
  <name>Prêt de matériel &amp; tables</name>
  <url_name>pret-de-materiel</url_name>
  <category slug="vie-locale" category_id="2">Vie locale</category>
  <workflow workflow_id="12">Suivi des prêts</workflow>
  <has_captcha>false</has_captcha>
  <confirmation>false</confirmation>
  <fields>
    <field><type>page</type><label type="str">Vous</label><id type="str">1</id>
      <post_conditions><post_condition>
        <condition><type>django</type><value>webservice.places.err == 0</value></condition>
        <error_message>Choisissez un nouveau créneau</error_message>
      </post_condition></post_conditions>
    </field>
    <field><type>string</type><label>SIREN</label><id>2</id><varname>siren</varname><required type="bool">False</required>
      <condition><type>django</type><value>form_var_x == "a &lt; b"</value></condition>
      <validation><type>siren-fr</type><error_message>Neuf chiffres</error_message></validation>
      <prefill><type>user</type><value>_siren</value><locked>True</locked><locked-unless-empty>False</locked-unless-empty></prefill>
      <in_filters type="bool">False</in_filters>
    </field>
    <field><type>item</type><label>Salle</label><id>3</id><varname>salle</varname><display_mode>radio</display_mode>
      <data_source><type>salles</type></data_source><image_desktop_size type="int">150</image_desktop_size></field>
    <field><type>comment</type><label>&lt;p&gt;Merci&lt;/p&gt;</label><id>4</id></field>
  </fields>
  <user-roles><role slug="agents">Agents</role></user-roles>
  <roles><role role_key="_receiver" slug="agents" role_id="9">Agents</role></roles>
  <digest_templates><template key="default">{{ form_var_salle }}</template><template key="custom-view:a">x</template></digest_templates>
  <options><option varname="tarif">12,50</option></options>
</formdef>`;

const workflow = `<workflow id="12"><name>Suivi des prêts</name>
  <roles><role id="_receiver">Destinataire</role></roles>
  <possible_status>
    <status><id>1</id><name>Envoyée</name><visibility><role>_receiver</role></visibility><items>
      <item type="webservice_call" id="1"><url>{{ form_var_salle_api_fillslot_url }}</url><varname>reservation</varname>
        <post_data><item><name>cancel_callback_url</name><value>{{form_api_url}}hooks/annulation/</value></item></post_data>
        <action_on_app_error>2</action_on_app_error><attach_file_to_history>True</attach_file_to_history></item>
      <item type="jump" id="2"><status>3</status><condition><type>django</type><value>reservation_app_error_code == 0</value></condition></item>
      <item type="jump" id="4"><status>2</status><trigger>refus</trigger><by><item role_id="12" slug="agents">Agents</item></by></item>
    </items></status>
    <status><id>2</id><name>Complet</name><items /></status>
    <status><id>3</id><name>Acceptée</name><items>
      <item type="choice" id="1"><label>Terminer</label><status>2</status><by><item role_id="_receiver">_receiver</item></by></item>
      <item type="displaymsg" id="2"><message>Bonjour</message><level>info</level></item>
      <item type="register-comment" id="3"><comment>Fait</comment></item>
    </items></status>
  </possible_status>
  <global_actions><action><id>1</id><name>Annulation</name>
    <items><item type="jump" id="1"><status>2</status></item></items>
    <triggers>
      <trigger type="webservice" id="a"><identifier>annulation</identifier><roles><item role_id="_signed_calls">_signed_calls</item></roles></trigger>
      <trigger type="manual" id="b"><roles /><statuses><statuse>1</statuse></statuses></trigger>
    </triggers></action></global_actions>
</workflow>`;

function definitionOf(xml: string) {
  const outcome = readExported(xml);
  assert.equal(outcome.kind, 'read', JSON.stringify(outcome));
  return outcome.kind === 'read' ? outcome.definition : assert.fail();
}

test('a form is read with everything that is executed, and the rest is kept', () => {
  const read = definitionOf(form) as FormDefinition;
  const [page, siren, salle, comment] = read.fields;
  assert.deepEqual(
    [read.name, read.slug, read.workflow, read.confirmation],
    ['Prêt de matériel & tables', 'pret-de-materiel', 'suivi-des-prets', false],
  );
  assert.deepEqual(read.workflowRoles, { _receiver: { slug: 'agents', name: 'Agents' } });
  assert.deepEqual(read.category, { slug: 'vie-locale', name: 'Vie locale' });
  assert.equal(read.digestTemplate, '{{ form_var_salle }}');
  assert.deepEqual(
    read.kept.map(({ name }) => name),
    ['digest_templates', 'has_captcha', 'options'],
  );
  assert.deepEqual(page?.type === 'page' && page.postConditions, [
    { condition: 'webservice.places.err == 0', errorMessage: 'Choisissez un nouveau créneau' },
  ]);
  assert.ok(siren?.type === 'string' && salle?.type === 'item' && comment?.type === 'comment');
  assert.deepEqual(
    [siren.required, siren.condition, siren.prefill],
    ['optional', 'form_var_x == "a < b"', { type: 'user', value: '_siren', locked: true }],
  );
  assert.deepEqual(siren.validation, { type: 'siren-fr', value: '', errorMessage: 'Neuf chiffres' });
  assert.deepEqual(
    siren.kept.map(({ name }) => name),
    ['prefill', 'in_filters'],
  );
  assert.deepEqual(
    [salle.dataSource, salle.displayMode, salle.required],
    [{ type: 'salles', value: '' }, 'radio', 'required'],
  );
  assert.deepEqual([comment.label, comment.displayLocations], ['<p>Merci</p>', []]);
});

test('a workflow is read: statuses, actions, triggers, and what is not said has the defaults of the platform', () => {
  const read = definitionOf(workflow) as WorkflowDefinition;
  const [call, jump, waiting] = read.statuses[0]!.items;
  assert.equal(read.slug, 'suivi-des-prets');
  assert.ok(call?.type === 'webservice_call' && jump?.type === 'jump' && waiting?.type === 'jump');
  assert.deepEqual(
    [call.onApplicationError, call.on4xx, call.onNetworkError, call.onBadData, call.recordOnErrors, call.method],
    ['2', ':stop', ':stop', ':pass', true, null],
  );
  assert.deepEqual(
    [jump.mode, waiting.mode, waiting.trigger, waiting.by],
    ['immediate', 'trigger', 'refus', ['agents']],
  );
  assert.deepEqual(
    read.globalActions[0]!.triggers.map(({ type, id, roles }) => ({ type, id, roles })),
    [
      { type: 'webservice', id: 'a', roles: ['_signed_calls'] },
      { type: 'manual', id: 'b', roles: [] },
    ],
  );
});

for (const [name, xml] of Object.entries({ form, workflow })) {
  test(`importing the export of a ${name} is the identity, and what was kept comes out again`, () => {
    const read = definitionOf(xml);
    const exported = exportDefinition(read);
    assert.deepEqual(definitionOf(exported), read);
    assert.equal(exportDefinition(definitionOf(exported)), exported);
    for (const kept of name === 'form'
      ? ['has_captcha', 'locked-unless-empty', 'image_desktop_size', 'custom-view:a', 'tarif']
      : ['attach_file_to_history']) {
      assert.ok(exported.includes(kept), kept);
    }
  });
}

const refused: { name: string; xml: string; reasons: RegExp[] }[] = [
  { name: 'nothing', xml: '', reasons: [/./] },
  { name: 'a text that is no XML', xml: 'bonjour', reasons: [/line 1/] },
  { name: 'an element that is not closed', xml: '<formdef>\n<name>x</name>', reasons: [/line 2/] },
  { name: 'a root of no definition', xml: '<html/>', reasons: [/`html` is that of no definition/] },
  { name: 'a kind that comes later', xml: '<carddef/>', reasons: [/definition type `carddef` is not known yet/] },
  { name: 'a DOCTYPE', xml: '<!DOCTYPE x><formdef/>', reasons: [/DOCTYPE/] },
  {
    name: 'entities that grow',
    xml: `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">${Array.from('bcdefghij')
      .map((name, index) => `<!ENTITY ${name} "${`&${'abcdefghi'[index]};`.repeat(10)}">`)
      .join('')}]><formdef><name>&j;</name></formdef>`,
    reasons: [/DOCTYPE/],
  },
  {
    name: 'a file from the disk',
    xml: '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><formdef><name>&a;</name></formdef>',
    reasons: [/DOCTYPE/],
  },
  { name: 'an entity of nobody', xml: '<formdef><name>&a;</name></formdef>', reasons: [/line 1/] },
  { name: 'depth', xml: '<formdef>'.repeat(65), reasons: [/more than 64 deep/] },
  { name: 'a million levels', xml: '<a>'.repeat(1_000_000), reasons: [/more than 64 deep/] },
  {
    name: 'attributes',
    xml: `<formdef ${Array.from({ length: 101 }, (_, index) => `a${index}="1"`).join(' ')}/>`,
    reasons: [/more than 100 attributes/],
  },
  { name: 'elements', xml: `<formdef>${'<a/>'.repeat(200_000)}</formdef>`, reasons: [/more than 200000 elements/] },
  {
    name: 'a long text',
    xml: `<formdef><name>${'a'.repeat(1_048_577)}</name></formdef>`,
    reasons: [/longer than 1 MiB/],
  },
  {
    name: 'a long text in pieces',
    xml: `<formdef><name>${'<![CDATA[aaaaaaaaaaaaaaaa]]>'.repeat(70_000)}</name></formdef>`,
    reasons: [/longer than 1 MiB/],
  },
  { name: 'a large file', xml: ' '.repeat(20 * 1_048_576 + 1), reasons: [/20 MiB/] },
  { name: 'a control character', xml: '<formdef><name>&#0;</name></formdef>', reasons: [/line 1/] },
  { name: 'half a letter', xml: '<formdef><name>\uD800</name></formdef>', reasons: [/halves/] },
  {
    name: 'elements where a text is expected',
    xml: form.replace('<label>SIREN</label>', '<label><b>SIREN</b></label>'),
    reasons: [/line \d+: `label` should hold a text/],
  },
  {
    name: 'a key twice',
    xml: form.replace('<confirmation>', '<confirmation>true</confirmation><confirmation>'),
    reasons: [/`confirmation` stands twice/],
  },
  { name: 'a field id twice', xml: form.replace('<id>4</id>', '<id>3</id>'), reasons: [/two fields have the id `3`/] },
  { name: 'a form under a root word', xml: form.replace('pret-de-materiel', 'api'), reasons: [/`api` is taken/] },
  {
    name: 'a field id like that of an answer',
    xml: form.replace('<id>4</id>', '<id>3_display</id>'),
    reasons: [/`3_display` can't be the id of a field/],
  },
  {
    name: 'a field id of every object',
    xml: form.replace('<id>4</id>', '<id>constructor</id>'),
    reasons: [/`constructor` can't be the id/],
  },
  {
    name: 'an identifier that is none',
    xml: workflow.replace('>annulation<', '>__proto__<'),
    reasons: [/`__proto__` can't be an identifier/],
  },
  { name: 'a slug that is none', xml: form.replace('pret-de-materiel', '../etc'), reasons: [/can't be a slug/] },
  {
    name: 'a flag that is none',
    xml: form.replace('<confirmation>false', '<confirmation>peut-être'),
    reasons: [/`confirmation` is neither true nor false/],
  },
  {
    name: 'a condition in another language',
    xml: form.replace('<type>django</type><value>form_var_x', '<type>python</type><value>form_var_x'),
    reasons: [/condition type `python` is not known yet/],
  },
  {
    name: 'types that come later, each of them',
    xml: form
      .replace('<type>comment</type>', '<type>map</type>')
      .replace('<type>siren-fr</type>', '<type>tva</type>')
      .replace('<type>salles</type>', '<type>carddef:salles:libres</type>')
      .replace('radio', 'images'),
    reasons: [/field type `map`/, /validation `tva`/, /data source type `carddef`/, /display mode of a list `images`/],
  },
  {
    name: 'an action that comes later',
    xml: workflow.replace('type="choice"', 'type="sendmail"'),
    reasons: [/action `sendmail` is not known yet/],
  },
  {
    name: 'a jump after a delay',
    xml: workflow.replace('<trigger>refus</trigger>', '<timeout>86400</timeout>'),
    reasons: [/mode of a jump `timeout` is not known yet/],
  },
  {
    name: 'a trigger that comes later',
    xml: workflow.replace('type="manual"', 'type="timeout"'),
    reasons: [/trigger `timeout` is not known yet/],
  },
  {
    name: 'a jump to nowhere',
    xml: workflow.replace('<status>3</status>', '<status>33</status>'),
    reasons: [/status `Envoyée`: action `2` leads to the status `33`, which isn't there/],
  },
  {
    name: 'an error that leads nowhere',
    xml: workflow.replace('error>2<', 'error>22<'),
    reasons: [/leads to the status `22`/],
  },
  {
    name: 'a status twice',
    xml: workflow.replace('<status><id>2</id>', '<status><id>3</id>'),
    reasons: [/two statuses have the id `3`/, /leads to/],
  },
  {
    name: 'an action id twice',
    xml: workflow.replace('type="displaymsg" id="2"', 'type="displaymsg" id="1"'),
    reasons: [/two actions have the id `1`/],
  },
  {
    name: 'a stranger in a list',
    xml: workflow.replace('<status><id>2</id>', '<etat/><status><id>2</id>'),
    reasons: [/`etat` stands in `possible_status`/],
  },
];
for (const { name, xml, reasons } of refused) {
  test(`refused, with the reason: ${name}`, () => {
    const outcome = readExported(xml);
    assert.equal(outcome.kind, 'refused');
    const said = outcome.kind === 'refused' ? outcome.reasons : [];
    for (const reason of reasons)
      assert.ok(
        said.some((one) => reason.test(one)),
        `${String(reason)} in ${JSON.stringify(said).slice(0, 500)}`,
      );
  });
}

test('a file as large as may be comes in and goes out', () => {
  const many = `<formdef><name>x</name>${'<a/>'.repeat(100_000)}<fields>${'<field/>'.repeat(90_000)}</fields></formdef>`;
  assert.equal(readExported(many).kind, 'refused');
  const read = definitionOf(`<formdef><name>x</name>${'<a/>'.repeat(199_900)}</formdef>`);
  assert.equal(read.kept.length, 199_900);
  assert.deepEqual(definitionOf(exportDefinition(read)), read);
});

test('a trigger or status that nobody knows is named once, however often it stands there', () => {
  const outcome = readExported(workflow.replaceAll('type="jump"', 'type="sendsms"'));
  assert.deepEqual(outcome.kind === 'refused' && outcome.reasons, ['action `sendsms` is not known yet']);
});

type Step = { at: number; how: 'drop' | 'double' | 'swap' | 'retype' | 'empty' | 'text'; word: string };
const steps = fc.array(
  fc.record<Step>({
    at: fc.nat(),
    how: fc.constantFrom('drop', 'double', 'swap', 'retype', 'empty', 'text'),
    word: fc.constantFrom(
      'field',
      'status',
      'item',
      'map',
      '__proto__',
      'constructor',
      'toString',
      'name',
      'id',
      'type',
      '{{ x',
      '\u00A0',
      '_previous',
    ),
  }),
  { minLength: 1, maxLength: 4 },
);

/** One node of a tree dropped, doubled, moved, renamed, emptied or given a text. */
function mutated(root: KeptElement, { at, how, word }: Step): KeptElement {
  const all: KeptElement[] = [];
  const gather = (element: KeptElement): void => {
    all.push(element);
    for (const child of element.children) if (typeof child !== 'string') gather(child);
  };
  gather(root);
  const target = all[at % all.length]!;
  const changed = (element: KeptElement): KeptElement[] => {
    if (element !== target)
      return [
        {
          ...element,
          children: element.children.flatMap((child): (KeptElement | string)[] =>
            typeof child === 'string' ? [child] : changed(child),
          ),
        },
      ];
    if (how === 'drop') return [];
    if (how === 'double') return [element, element];
    if (how === 'swap') return [{ ...element, children: element.children.toReversed() }];
    if (how === 'retype')
      return [
        {
          ...element,
          name: /^[a-z]/.test(word) ? word : element.name,
          attributes: { ...element.attributes, type: word },
        },
      ];
    return [{ ...element, children: how === 'empty' ? [] : [word] }];
  };
  return changed(root)[0] ?? root;
}

for (const [name, xml] of Object.entries({ form, workflow })) {
  test(`a ${name} whose tree was tampered with comes in whole or is refused with reasons, and never breaks anything`, () => {
    const tree = readXml(xml);
    assert.ok(tree.kind === 'read');
    fc.assert(
      fc.property(steps, (todo) => {
        const outcome = readExported(writeXml(todo.reduce(mutated, keptOf(tree.root))));
        if (outcome.kind === 'refused') return assert.ok(outcome.reasons.length > 0);
        return assert.deepEqual(readExported(exportDefinition(outcome.definition)), outcome);
      }),
      { numRuns: 400 },
    );
  });
}

test('any text of a label survives export and import', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (label) => {
      const read = definitionOf(form) as FormDefinition;
      const fields = [{ ...read.fields[3]!, label }];
      const again = definitionOf(exportDefinition({ ...read, fields })) as FormDefinition;
      // oxlint-disable-next-line no-control-regex -- XML can't hold them
      assert.equal(again.fields[0]!.label, label.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, ''));
    }),
  );
});

test('random bytes are refused', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 200 }),
      (noise) => readExported(`<formdef>${noise}`).kind === 'refused',
    ),
  );
});

test('a definition is told from a site file by its content, and read in the encoding that it declares', () => {
  assert.deepEqual(['<a/>', '\uFEFF <a/>', '{"a": 1}', ''].map(looksLikeDefinition), [true, true, false, false]);
  const latin = Buffer.from('<?xml version="1.0" encoding="iso-8859-1"?><a>é</a>', 'latin1');
  assert.ok(textOfFile(latin)?.endsWith('<a>é</a>'));
  assert.equal(textOfFile(Buffer.from('\uFEFF<a>é</a>', 'utf16le')), '<a>é</a>');
  assert.equal(textOfFile(Buffer.from([0x3c, 0xe9])), null);
  assert.equal(textOfFile(Buffer.from('<?xml version="1.0" encoding="zz"?><a/>')), null);
});
