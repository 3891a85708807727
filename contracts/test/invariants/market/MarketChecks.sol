// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {CommitmentState, CommitmentView, CoverView, FundView} from "../../BuybackFixture.sol";
import {IBook, IPledgeRegistry, PledgeState, PledgeView} from "../../LedgerFixture.sol";
import {IBuybackBook} from "../../../interfaces/IBuybackBook.sol";
import {MarketRefusals} from "./MarketRefusals.sol";

/// @notice What must hold after any acts in any order. What a pledge or commitment is, is read from the chain; which rights a
/// pledge covers and who holds it, from the books, because the chain keeps the one as a digest and must be judged in the other.
abstract contract MarketChecks is MarketRefusals {
    /// @notice Each right's ranks run from the first to the last without a gap: no rank is empty, none is held twice, each
    /// belongs to a live pledge, and they are in the order in which the pledges were recorded, less changes of rank.
    function checkRanks() external view {
        for (uint256 index = 0; index < _known.length; ++index) {
            bytes32 right = _known[index];
            (uint64[] memory registered, uint64[] memory filed, ) = assets.encumbrances(right);
            for (uint256 rank = 0; rank < registered.length; ++rank) {
                check(_encumbers(pledges.pledgeOf(registered[rank]).state), "a rank of no live pledge");
            }
            same(keccak256(abi.encode(registered)), keccak256(abi.encode(_holdings[right].ranks)), "ranks");
            same(keccak256(abi.encode(filed)), keccak256(abi.encode(_holdings[right].waiting)), "filings");
        }
    }

    /// @notice A right bears no registered pledge if and only if no live pledge covers it, and no filed one likewise.
    function checkUnencumbered() external view {
        for (uint256 index = 0; index < _known.length; ++index) {
            (uint64[] memory registered, uint64[] memory filed, ) = assets.encumbrances(_known[index]);
            (uint256 live, uint256 waiting) = _covering(_known[index]);
            check((registered.length == 0) == (live == 0), "unencumbered if and only if no live pledge");
            check((filed.length == 0) == (waiting == 0), "free of filings if and only if none waits");
        }
    }

    /// @notice At most one live pledge covers a right of an exclusive kind.
    function checkExclusive() external view {
        for (uint256 index = 0; index < _known.length; ++index) {
            if (!_holdings[_known[index]].exclusive) continue;
            (uint256 live, ) = _covering(_known[index]);
            check(live <= 1, "a right of an exclusive kind in two live pledges");
        }
    }

    /// @notice No pledge ever went from a state to one that no act leads to.
    function checkTransitions() external view {
        if (_strayed == 0) return;
        string memory way = string.concat(
            vm.toString(uint256(_strayedFrom)),
            " to ",
            vm.toString(uint256(_seen[_strayed]))
        );
        revert(string.concat("pledge ", vm.toString(_strayed), " went from state ", way));
    }

    /// @notice Each pledge is as its own acts left it.
    function checkPledges() external view {
        for (uint256 index = 0; index < _filings.length; ++index) {
            uint64 id = _filings[index];
            Entry storage entry = _entries[id];
            PledgeView memory found = pledges.pledgeOf(id);
            same(uint256(found.state), uint256(entry.state), "state");
            same(found.pledgee, entry.pledgee, "pledgee");
            same(found.amount, entry.terms.amount, "amount");
            same(found.rightsDigest, keccak256(abi.encodePacked(entry.rights)), "digest of the rights");
            same(found.rightCount, entry.rights.length, "number of rights");
            same(uint256(found.pendingChange), uint256(entry.change), "change");
            check(found.determined == entry.determined, "determined");
            check(found.migrated == entry.migrated && found.paperConsent == entry.paper, "origin");
        }
    }

    /// @notice The prices of a fund's open commitments come to at most its capital.
    function checkOpen() external view {
        for (uint256 place = 0; place < _purses.length; ++place) {
            FundView memory found = buybacks.fundOf(_purses[place].id);
            check(_openPrices(place) <= found.capital, "open commitments above the capital");
            same(found.open, _openPrices(place), "open");
        }
    }

    /// @notice Open commitments and inventory at cost come to at most the fund's capital.
    function checkExposure() external view {
        for (uint256 place = 0; place < _purses.length; ++place) {
            FundView memory found = buybacks.fundOf(_purses[place].id);
            uint256 inventory = _sum(place, CommitmentState.Settled);
            check(_openPrices(place) + inventory <= found.capital, "exposure above the capital");
            same(found.inventory, inventory, "inventory");
            same(found.capital, _purses[place].capital, "capital");
        }
    }

    /// @notice The open prices on each obligation keep the cap that was applied last to the principal stated then.
    function checkCaps() external view {
        for (uint256 index = 0; index < _filings.length; ++index) {
            CoverView memory cover = buybacks.coverOf(_filings[index]);
            uint256 sum = 0;
            for (uint256 place = 0; place < _deals.length; ++place) {
                if (_deals[place].claim == _filings[index] && _isOpen(_deals[place].id)) sum += _deals[place].price;
            }
            check(sum * 10_000 <= uint256(cover.principal) * cover.cap, "prices above the cap");
        }
    }

    /// @notice No commitment's exercise was recorded twice.
    function checkExercises() external view {
        for (uint256 index = 0; index < _called.length; ++index) {
            same(_exercises[_called[index]], 1, "exercises of a commitment");
        }
    }

    /// @notice The book takes the present holder of the claim, and nobody else, for the holder of the commitment. Asked with an
    /// act that is refused in any case: of the holder for its date of recording, of others for who they are.
    function checkHolders() external {
        bytes4 holder = IBook.OnlyOfficesRecord.selector;
        for (uint256 place = 0; place < _deals.length; ++place) {
            if (!_isOpen(_deals[place].id)) continue;
            bytes memory data = abi.encodeCall(IBuybackBook.waive, (_deals[place].id, _officeAct()));
            for (uint256 who = 0; who < HOLD; ++who) {
                if (_actors[who].suspended) continue;
                vm.prank(_actors[who].keys[0]);
                (, bytes memory answer) = address(buybacks).call(data);
                bool holds = _actors[who].party == _entries[_deals[place].claim].pledgee;
                bytes4 expected = holds ? holder : IPledgeRegistry.NotThePledgee.selector;
                check(bytes4(answer) == expected, "the commitment's holder is not the claim's");
            }
        }
    }

    /// @notice Every event had the number after its predecessor's, and the log counts as many.
    function checkNumbers() external view {
        same(_gaps, 0, "events out of number");
        same(log.sequence(), _numbers, "newest number");
    }

    /// @notice The head is that of all events replayed, and so was each head that the log announced.
    function checkHead() external view {
        same(_foreignHeads, 0, "heads announced that are not the replayed ones");
        same(log.head(), _heads, "head");
    }

    /// @notice A key signs for its party exactly while it is live and the party active; a retired one signs for nobody.
    function checkKeys() external view {
        for (uint256 place = 0; place < _actors.length; ++place) {
            Actor storage actor = _actors[place];
            uint64 signs = actor.suspended ? 0 : actor.party;
            for (uint256 index = 0; index < actor.keys.length; ++index) {
                same(parties.partyOf(actor.keys[index]), signs, "party of a full key");
            }
            if (actor.lent == address(0)) continue;
            same(parties.partyOf(actor.lent), signs, "party of a lent key");
            check(!parties.isLiveKey(actor.party, actor.lent), "a lent key consents");
        }
        for (uint256 index = 0; index < _retired.length; ++index) {
            same(parties.partyOf(_retired[index]), 0, "party of a retired key");
        }
    }

    /// @dev Live pledges that cover the right, and filings that wait on it: states as the chain has them.
    function _covering(bytes32 right) private view returns (uint256 live, uint256 waiting) {
        for (uint256 index = 0; index < _filings.length; ++index) {
            if (!_contains(_entries[_filings[index]].rights, right)) continue;
            PledgeState state = pledges.pledgeOf(_filings[index]).state;
            if (_encumbers(state)) ++live;
            if (state == PledgeState.Filed) ++waiting;
        }
    }

    function _isOpen(uint64 commitment) private view returns (bool) {
        CommitmentState state = buybacks.commitmentOf(commitment).state;
        return state == CommitmentState.Accepted || state == CommitmentState.Exercised;
    }

    function _openPrices(uint256 place) private view returns (uint256) {
        return _sum(place, CommitmentState.Accepted) + _sum(place, CommitmentState.Exercised);
    }

    /// @dev Prices of the fund's commitments that the chain has in the state.
    function _sum(uint256 place, CommitmentState state) private view returns (uint256 sum) {
        for (uint256 index = 0; index < _deals.length; ++index) {
            if (_deals[index].purse != place) continue;
            CommitmentView memory found = buybacks.commitmentOf(_deals[index].id);
            if (found.state == state) sum += found.price;
        }
    }
}
