// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    IRiskShareBook,
    RecoveryOrder,
    RiskFixture,
    SchemeState,
    SchemeTerms,
    SchemeView,
    Tranche,
    TrancheView
} from "./RiskFixture.sol";

/// @notice proposeScheme, joinScheme and closeScheme.
contract RiskShareBookSchemesTest is RiskFixture {
    function test_a_scheme_comes_into_force_when_every_party_has_joined() public {
        SchemeTerms memory terms = _schemeTerms(RecoveryOrder.ProRata);
        uint64 proposed = _propose(terms);
        _assertEvent(
            address(risks),
            IRiskShareBook.SchemeProposed.selector,
            proposed,
            bank,
            abi.encode(terms, false, _act(), 1)
        );
        same(proposed, log.sequence(), "id");
        _assertState(proposed, SchemeState.Proposed);
        _join(GUARANTEE_KEY, proposed);
        _assertJoined(proposed, guarantee, false);
        _assertState(proposed, SchemeState.Proposed);
        check(risks.trancheOf(proposed, 1).joined, "the guarantee company has joined");
        check(!risks.trancheOf(proposed, 2).joined, "the insurer has not");
        _join(INSURER_KEY, proposed);
        _assertJoined(proposed, insurer, true);
        _assertState(proposed, SchemeState.InForce);
        _assertReadings(proposed, terms);
    }

    function test_a_scheme_that_binds_only_its_proposer_is_in_force_at_once() public {
        SchemeTerms memory terms = _alone();
        uint64 proposed = _propose(terms);
        _assertEvent(
            address(risks),
            IRiskShareBook.SchemeProposed.selector,
            proposed,
            bank,
            abi.encode(terms, true, _act(), 1)
        );
        _assertState(proposed, SchemeState.InForce);
        same(risks.trancheOf(proposed, 0).party, bank, "its creditor");
        same(risks.trancheOf(proposed, 1).rate, 0, "no further tranche");
        same(uint256(risks.schemeOf(0).state), 0, "no scheme");
    }

    function test_a_party_joins_once_with_all_of_its_tranches_and_its_consent() public {
        SchemeTerms memory terms = _schemeTerms(RecoveryOrder.ProRata);
        terms.tranches[0].rate = 1_000;
        Tranche[] memory tranches = new Tranche[](4);
        for (uint256 place = 0; place < 3; ++place) tranches[place] = terms.tranches[place];
        tranches[3] = _tranche(guarantee, 1_000, 0);
        terms.tranches = tranches;
        uint64 proposed = _propose(terms);
        _missing("act.document");
        vm.prank(GUARANTEE_KEY);
        risks.joinScheme(proposed, _undocumented());
        _recorded();
        vm.prank(GUARANTEE_KEY);
        risks.joinScheme(proposed, _officeAct());
        _nothing(proposed, otherBank);
        _join(OTHER_BANK_KEY, proposed);
        _join(GUARANTEE_KEY, proposed);
        check(risks.trancheOf(proposed, 3).joined, "both tranches");
        _nothing(proposed, guarantee);
        _join(GUARANTEE_KEY, proposed);
        _join(INSURER_KEY, proposed);
        _wrongState(proposed, SchemeState.InForce);
        _join(INSURER_KEY, proposed);
        _unknown(0);
        _join(INSURER_KEY, 0);
        _unauthorised(STRANGER);
        _join(STRANGER, proposed);
    }

    function test_the_proposer_closes_a_scheme_once() public {
        _refused(abi.encodeWithSelector(IRiskShareBook.NotTheProposer.selector, scheme, bank, guarantee));
        _close(GUARANTEE_KEY, scheme);
        _recorded();
        vm.prank(BANK_KEY);
        risks.closeScheme(scheme, _officeAct());
        _close(BANK_KEY, scheme);
        _assertEvent(address(risks), IRiskShareBook.SchemeClosed.selector, scheme, bank, abi.encode(_act(), 1));
        _assertState(scheme, SchemeState.Closed);
        _wrongState(scheme, SchemeState.Closed);
        _close(BANK_KEY, scheme);
        uint64 proposed = _propose(_schemeTerms(RecoveryOrder.ProRata));
        _close(BANK_KEY, proposed);
        _wrongState(proposed, SchemeState.Closed);
        _join(GUARANTEE_KEY, proposed);
        _unknown(0);
        _close(BANK_KEY, 0);
    }

    function test_the_rates_of_those_that_share_the_loss_add_up_to_the_whole() public {
        uint32[2] memory rates = [uint32(1_999), 2_001];
        for (uint256 index = 0; index < 2; ++index) {
            SchemeTerms memory terms = _schemeTerms(RecoveryOrder.ProRata);
            terms.tranches[0].rate = rates[index];
            _refused(abi.encodeWithSelector(IRiskShareBook.RatesDoNotSum.selector, 8_000 + rates[index], 10_000));
            _propose(terms);
        }
    }

    function test_a_scheme_says_all_that_it_must() public {
        SchemeTerms memory terms = _alone();
        terms.currency = "cny";
        _invalid("currency", terms);
        terms = _alone();
        terms.order = RecoveryOrder.None;
        _invalid("order", terms);
        terms = _alone();
        terms.coverLimit = 0;
        _invalid("coverLimit", terms);
        terms = _alone();
        terms.salt = 0;
        _invalid("salt", terms);
        terms = _alone();
        terms.conditions = "";
        _missing("conditions");
        _propose(terms);
        terms = _alone();
        terms.tranches = new Tranche[](0);
        _refused(abi.encodeWithSignature("EmptyList(string)", "tranches"));
        _propose(terms);
        terms.tranches = new Tranche[](13);
        _refused(abi.encodeWithSignature("TooMany(string,uint256,uint256)", "tranches", 13, 12));
        _propose(terms);
        _recorded();
        vm.prank(BANK_KEY);
        risks.proposeScheme(_alone(), _officeAct());
        _unauthorised(OFFICE_KEY);
        vm.prank(OFFICE_KEY);
        risks.proposeScheme(_alone(), _act());
    }

    function test_the_times_are_in_order_and_not_over() public {
        uint64 time = uint64(block.timestamp);
        _times(time + 2, time + 1, time + 3);
        _times(time, time + 2, time + 1);
        _times(time - 2, time - 1, time + 1);
        _times(time, time, time + 36_525 days + 1);
        SchemeTerms memory terms = _alone();
        (terms.opensAt, terms.closesAt, terms.claimsUntil) = (0, time, time + 36_525 days);
        _propose(terms);
    }

    function test_the_creditors_tranche_has_no_caps_pool_or_reinsurance() public {
        SchemeTerms memory terms = _alone();
        terms.tranches[0].reinsures = 1;
        _part(0, "reinsures", terms);
        terms = _alone();
        terms.tranches[0].pool = 1;
        _part(0, "pool", terms);
        terms = _alone();
        terms.tranches[0].capPerLoss = 1;
        _part(0, "capPerLoss", terms);
        terms = _alone();
        terms.tranches[0].capInTotal = 1;
        _part(0, "capInTotal", terms);
        terms = _alone();
        terms.tranches[0].party = 7_777;
        _part(0, "party", terms);
        terms = _alone();
        terms.tranches[0].rate = 10_001;
        _part(0, "rate", terms);
    }

    function test_every_other_tranche_has_a_party_a_rate_and_caps() public {
        SchemeTerms memory terms = _fresh();
        terms.tranches[1].rate = 0;
        _part(1, "rate", terms);
        terms = _fresh();
        terms.tranches[1].capPerLoss = 0;
        _part(1, "capPerLoss", terms);
        terms = _fresh();
        terms.tranches[1].capInTotal = CAP - 1;
        _part(1, "capInTotal", terms);
        terms = _fresh();
        terms.tranches[1].party = 0;
        _part(1, "party", terms);
        _suspend(insurer);
        _part(2, "party", _fresh());
    }

    function test_a_tranche_is_reinsured_once_by_a_later_one_of_another_party() public {
        SchemeTerms memory terms = _fresh();
        terms.tranches[2].reinsures = 2;
        _part(2, "reinsures", terms);
        terms = _fresh();
        terms.tranches[2].party = guarantee;
        _part(2, "party", terms);
        terms = _fresh();
        Tranche[] memory tranches = new Tranche[](4);
        for (uint256 place = 0; place < 3; ++place) tranches[place] = terms.tranches[place];
        tranches[3] = _tranche(treasury, 1, 1);
        terms.tranches = tranches;
        _part(3, "reinsures", terms);
        tranches[3].reinsures = 2;
        _propose(terms);
    }

    function test_a_pool_is_its_partys_in_the_schemes_currency_and_pays_one_tranche() public {
        uint64 pool = _declarePool(1_000);
        SchemeTerms memory terms = _fresh();
        terms.tranches[1].pool = pool;
        _refused(abi.encodeWithSelector(IRiskShareBook.NotThePoolsOwner.selector, pool, treasury, guarantee));
        _propose(terms);
        terms = _fresh();
        terms.tranches[1] = _tranche(treasury, 8_000, 0);
        terms.tranches[1].pool = pool;
        terms.currency = "USD";
        _refused(abi.encodeWithSelector(IRiskShareBook.WrongSchemeCurrency.selector, bytes3("CNY"), bytes3("USD")));
        _propose(terms);
        terms.currency = "CNY";
        terms.tranches[0].rate = 1_000;
        terms.tranches[1].rate = 1_000;
        terms.tranches[2] = _tranche(treasury, 8_000, 0);
        terms.tranches[2].pool = pool;
        _part(2, "pool", terms);
        terms.tranches[2].pool = 7_777;
        _refused(abi.encodeWithSelector(IRiskShareBook.UnknownPool.selector, 7_777));
        _propose(terms);
    }

    function _alone() private view returns (SchemeTerms memory) {
        Tranche[] memory tranches = new Tranche[](1);
        tranches[0] = Tranche(bank, 10_000, 0, 0, 0, 0);
        return _schemeTerms(RecoveryOrder.ProRata, tranches);
    }

    function _fresh() private view returns (SchemeTerms memory) {
        return _schemeTerms(RecoveryOrder.ProRata);
    }

    function _close(address key, uint64 closed) private {
        vm.prank(key);
        risks.closeScheme(closed, _act());
    }

    function _times(uint64 opensAt, uint64 closesAt, uint64 claimsUntil) private {
        SchemeTerms memory terms = _alone();
        (terms.opensAt, terms.closesAt, terms.claimsUntil) = (opensAt, closesAt, claimsUntil);
        _refused(
            abi.encodeWithSelector(
                IRiskShareBook.InvalidTimes.selector,
                opensAt,
                closesAt,
                claimsUntil,
                block.timestamp
            )
        );
        _propose(terms);
    }

    function _invalid(string memory field, SchemeTerms memory terms) private {
        _refused(abi.encodeWithSelector(IRiskShareBook.InvalidScheme.selector, field));
        _propose(terms);
    }

    function _part(uint256 place, string memory field, SchemeTerms memory terms) private {
        _refused(abi.encodeWithSelector(IRiskShareBook.InvalidTranche.selector, place, field));
        _propose(terms);
    }

    function _nothing(uint64 joined, uint64 party) private {
        _refused(abi.encodeWithSelector(IRiskShareBook.NothingToJoin.selector, joined, party));
    }

    function _wrongState(uint64 which, SchemeState state) private {
        _refused(abi.encodeWithSelector(IRiskShareBook.WrongSchemeState.selector, which, state));
    }

    function _unknown(uint64 which) private {
        _refused(abi.encodeWithSelector(IRiskShareBook.UnknownScheme.selector, which));
    }

    function _assertState(uint64 which, SchemeState state) private view {
        same(uint256(risks.schemeOf(which).state), uint256(state), "state");
    }

    function _assertJoined(uint64 which, uint64 party, bool inForce) private {
        _assertEvent(
            address(risks),
            IRiskShareBook.SchemeJoined.selector,
            which,
            party,
            abi.encode(inForce, _act(), 1)
        );
    }

    function _assertReadings(uint64 which, SchemeTerms memory terms) private view {
        SchemeView memory entry = risks.schemeOf(which);
        same(bytes32(entry.currency), bytes32(terms.currency), "currency");
        same(uint256(entry.order), uint256(terms.order), "order");
        same(entry.proposer, bank, "proposer");
        same(entry.opensAt, terms.opensAt, "opensAt");
        same(entry.closesAt, terms.closesAt, "closesAt");
        same(entry.claimsUntil, terms.claimsUntil, "claimsUntil");
        same(entry.coverLimit, terms.coverLimit, "coverLimit");
        same(entry.tranches, 3, "tranches");
        TrancheView memory tranche = risks.trancheOf(which, 2);
        same(tranche.party, insurer, "party");
        same(tranche.rate, 8_000, "rate");
        same(tranche.reinsures, 1, "reinsures");
        same(tranche.capPerLoss, CAP, "capPerLoss");
        same(tranche.capInTotal, CAP, "capInTotal");
    }
}
