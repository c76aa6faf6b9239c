import assert from 'node:assert/strict';
import test from 'node:test';
import { form, formsOf, makePerson, makeRole, save, status, workflow } from '../../../test/conformance/forms-site.ts';
import { testTown } from '../../../test/database.ts';
import type { Caller } from '../../accounts/caller.ts';
import { personById } from '../../accounts/people.ts';
import type { ChoiceAction } from '../definitions/types.ts';
import { rolesOfTown } from '../requests/facts.ts';
import { findRequest, listRequests, readRequest, requestsOf } from '../requests/read.ts';
import { submitRequest } from '../requests/submit.ts';
import { mayRead } from './access.ts';

const session = 'd'.repeat(40);
const button: ChoiceAction = {
  id: 'b',
  type: 'choice',
  condition: null,
  kept: [],
  label: 'Valider',
  by: ['Comptables'],
  status: 'fini',
  requireConfirmation: false,
  confirmationText: null,
  backofficeInfoText: null,
  ignoreFormErrors: false,
  setMarker: false,
  identifier: null,
};

test('who may read a request: by the rule and by the statement alike', async (t) => {
  const forms = await formsOf(await testTown());
  await save(forms, workflow([status('depart', 'Départ', [button]), status('fini', 'Fini')]));
  await save(forms, form('stage', 'Stage', [], { _receiver: { slug: 'agents', name: 'Agents' } }));
  const roles = {
    agents: await makeRole(forms, 'agents', 'Agents'),
    comptables: await makeRole(forms, 'comptables', 'Comptables'),
    autres: await makeRole(forms, 'autres', 'Autres'),
  };
  const person = async (email: string, held: readonly number[] = []): Promise<Caller> => {
    const id = await makePerson(forms, { email, nameId: email, roles: held });
    return { kind: 'person', person: (await personById(forms.town.db, id))! };
  };
  const owner = await person('zoe@exemple.fr');
  const accountId = owner.kind === 'person' ? owner.person.id : null;
  const found = (await forms.definitions.find('form', 'stage'))!;
  const made = { form: found, values: {}, submission: {}, event: 'frontoffice-created' } as const;
  await submitRequest(forms, { ...made, accountId, sessionHashId: session });
  await submitRequest(forms, { ...made, accountId: null, sessionHashId: session });

  type Asking = {
    name: string;
    caller: Caller;
    sessionHashId: string | null;
    reads: readonly [ofAccount: boolean, ofSession: boolean];
  };
  const nobody: Caller = { kind: 'anonymous' };
  const client = (held: readonly string[]): Caller => ({
    kind: 'client',
    client: { id: 1, identifier: 'appli', roles: held },
  });
  const administrator: Caller = {
    kind: 'person',
    person: { id: 9, email: '', firstName: '', lastName: '', nameId: '', roles: [], backoffice: true, admin: true },
  };
  const asking: readonly Asking[] = [
    { name: 'nobody', caller: nobody, sessionHashId: null, reads: [false, false] },
    { name: 'the session that made them', caller: nobody, sessionHashId: session, reads: [false, true] },
    { name: 'another session', caller: nobody, sessionHashId: 'e'.repeat(40), reads: [false, false] },
    { name: 'the account that made one', caller: owner, sessionHashId: null, reads: [true, false] },
    { name: 'another account', caller: await person('bob@exemple.fr'), sessionHashId: null, reads: [false, false] },
    {
      name: 'an agent of the form',
      caller: await person('a@exemple.fr', [roles.agents]),
      sessionHashId: null,
      reads: [true, true],
    },
    {
      name: 'an agent whom the status awaits',
      caller: await person('c@exemple.fr', [roles.comptables]),
      sessionHashId: null,
      reads: [true, true],
    },
    {
      name: 'an agent of elsewhere',
      caller: await person('o@exemple.fr', [roles.autres]),
      sessionHashId: null,
      reads: [false, false],
    },
    { name: 'an administrator', caller: administrator, sessionHashId: null, reads: [true, true] },
    { name: 'a program with a role', caller: client(['agents']), sessionHashId: null, reads: [true, true] },
    { name: 'a program without', caller: client([]), sessionHashId: null, reads: [false, false] },
    {
      name: 'a bare signature',
      caller: { kind: 'signed', orig: 'a', nonce: null, person: null, client: null },
      sessionHashId: null,
      reads: [false, false],
    },
  ];
  const all = await rolesOfTown(forms);
  for (const { name, caller, sessionHashId, reads } of asking) {
    await t.test(name, async () => {
      for (const [index, expected] of reads.entries()) {
        const request = (await findRequest(forms, 'stage', index + 1))!;
        assert.equal(mayRead(request, { caller, sessionHashId }, all), expected, 'by the rule');
        assert.equal(
          (await readRequest(forms, 'stage', index + 1, caller, sessionHashId)) !== null,
          expected,
          'by the statement',
        );
      }
    });
  }
  await t.test('a list holds what its reader may read as an agent, and tells what awaits them', async () => {
    const asked = { form: null, status: 'waiting', search: null, limit: 10, offset: 0 } as const;
    const counted = await Promise.all(
      ['agents', 'comptables', 'autres'].map(async (role) => (await listRequests(forms, asked, client([role]))).count),
    );
    assert.deepEqual(counted, [0, 2, 0]);
    assert.equal((await listRequests(forms, { ...asked, status: 'all' }, client(['agents']))).count, 2);
    assert.deepEqual(
      (await requestsOf(forms, { accountId, sessionHashId: null })).map(({ number }) => number),
      [1],
    );
  });
});
