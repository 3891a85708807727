// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {MarketChecks} from "./MarketChecks.sol";

/// @notice What the campaign calls. Each call does the first verb of a group that is possible, from the place on that its seed
/// chooses, so that no call is for nothing; what leads on has more places than what ends a pledge.
contract MarketHandler is MarketChecks {
    function fileOrEnd(uint256 seed) external {
        _do(seed, 17, _filingVerb);
    }

    function change(uint256 seed) external {
        _do(seed, 23, _changeVerb);
    }

    function enforceOrCure(uint256 seed) external {
        _do(seed, 5, _enforcementVerb);
    }

    function govern(uint256 seed) external {
        _do(seed, 13, _partyVerb);
    }

    function attestOrSearch(uint256 seed) external {
        _do(seed, 9, _rightVerb);
    }

    function buyBack(uint256 seed) external {
        _do(seed, 25, _fundVerb);
    }

    function breakARule(uint256 seed) external {
        _do(seed, 19, _refusalVerb);
    }

    function wait(uint256 seed) external {
        vm.warp(block.timestamp + within(seed, 1, seed % 8 == 0 ? 31 days : 4 days));
        done["wait"] += 1;
    }

    /// @notice Every verb of the ledger that parties, governance or guardian call here.
    // prettier-ignore
    function verbs() external pure returns (string[59] memory) {
        return [
            string("file"), "register", "migrate", "askCorrection", "answerCorrection", "withdraw", "refuse",
            "discharge", "cancel", "revoke", "askAmendment", "recordAmendment", "nominateAssignee",
            "acceptAssignment", "recordAssignment", "askPartialRelease", "recordPartialRelease",
            "askSubordination", "recordSubordination", "dropChange", "determine", "consentToTransfer",
            "declareDefault", "cure", "enforce", "realise", "suspend", "reinstate", "addKey", "bindKey",
            "revokeKey", "rotateKey", "delegateKey", "revokeDelegation", "enrol", "pause", "unpause",
            "attest", "attestCircumstances", "notePreservations", "liftPreservation", "declareCoverage",
            "labelClass", "certify", "declareFund", "reviseFund", "setCap", "offer", "withdrawOffer",
            "decline", "accept", "exercise", "pay", "confirm", "dispute", "markOverdue", "lapse", "waive",
            "resell"
        ];
    }

    /// @notice Ways of doing them that matter by themselves.
    function paths() external pure returns (string[7] memory) {
        return
            [
                string("file on paper"),
                "file with consents",
                "add a right",
                "assignment accepted",
                "assignment carried over",
                "assign under open commitments",
                "by a lent key"
            ];
    }

    /// @notice Every refusal that is tried.
    function refusals() external pure returns (string[19] memory) {
        return
            [
                string("AccessManagedUnauthorized: kind"),
                "Paused",
                "NotThePledgee: filing",
                "AlreadyEncumbered",
                "ConsentUsed",
                "NotThePledgesOffice",
                "WrongState",
                "NotThePledgee",
                "ChangePending",
                "NotDischarged",
                "NoSuchChange",
                "NotTheAssignee",
                "ClaimNotDetermined",
                "WrongState: exercise",
                "NotTheFundsManager",
                "AccessManagedUnauthorized: suspended",
                "AccessManagedUnauthorized: revoked key",
                "AccessManagedUnauthorized: lent key",
                "AccessManagedUnauthorized: inner verb"
            ];
    }

    /// @dev Does the first verb of the group that is possible, from a chosen place on.
    function _do(uint256 seed, uint256 count, function(uint256) internal returns (bool, string memory) verb) private {
        _seed(seed);
        uint256 from = _roll(count);
        for (uint256 tries = 0; tries < count; ++tries) {
            (bool taken, string memory name) = verb((from + tries) % count);
            if (!taken) continue;
            done[name] += 1;
            break;
        }
        _replay();
    }

    function _filingVerb(uint256 place) private returns (bool, string memory) {
        if (place < 3) return (_filePledge(), "file");
        if (place < 4) return (_askCorrection(), "askCorrection");
        if (place < 8) return (_answerCorrection(), "answerCorrection");
        if (place < 9) return (_migratePledge(), "migrate");
        if (place < 11) return (_registerPledge(), "register");
        if (place < 12) return (_withdrawPledge(), "withdraw");
        if (place < 13) return (_refusePledge(), "refuse");
        if (place < 14) return (_dischargePledge(), "discharge");
        if (place < 16) return (_cancelPledge(), "cancel");
        return (_revokePledge(), "revoke");
    }

    function _changeVerb(uint256 place) private returns (bool, string memory) {
        if (place < 2) return (_recordAmendment(), "recordAmendment");
        if (place < 5) return (_recordAssignment(), "recordAssignment");
        if (place < 8) return (_acceptAssignment(), "acceptAssignment");
        if (place < 10) return (_recordRelease(), "recordPartialRelease");
        if (place < 12) return (_recordSubordination(), "recordSubordination");
        if (place < 14) return (_askAmendment(), "askAmendment");
        if (place < 17) return (_nominate(), "nominateAssignee");
        if (place < 18) return (_askRelease(), "askPartialRelease");
        if (place < 20) return (_askSubordination(), "askSubordination");
        if (place < 21) return (_determine(), "determine");
        if (place < 22) return (_dropOne(), "dropChange");
        return (_consentToTransfer(), "consentToTransfer");
    }

    function _enforcementVerb(uint256 place) private returns (bool, string memory) {
        if (place < 1) return (_declareDefault(), "declareDefault");
        if (place < 2) return (_cure(), "cure");
        if (place < 3) return (_determinedOrNot(), "enforce");
        return (_realise(), "realise");
    }

    function _partyVerb(uint256 place) private returns (bool, string memory) {
        if (place < 1) return (_suspendAndAct(), "suspend");
        if (place < 3) return (_reinstateOne(), "reinstate");
        if (place < 4) return (_giveKey(), "addKey");
        if (place < 5) return (_bindOne(), "bindKey");
        if (place < 6) return (_retireKey(), "revokeKey");
        if (place < 7) return (_rotateOne(), "rotateKey");
        if (place < 9) return (_lend(), "delegateKey");
        if (place < 10) return (_takeBack(), "revokeDelegation");
        if (place < 11) return (_enrolOne(), "enrol");
        if (place < 12) return (_pauseAndFile(), "pause");
        return (_unpauseOne(), "unpause");
    }

    function _rightVerb(uint256 place) private returns (bool, string memory) {
        if (place < 2) return (_attestOne(), "attest");
        if (place < 3) return (_attestCircumstance(), "attestCircumstances");
        if (place < 4) return (_preserveOne(), "notePreservations");
        if (place < 6) return (_liftOne(), "liftPreservation");
        if (place < 7) return (_declareCoverage(), "declareCoverage");
        if (place < 8) return (_labelOne(), "labelClass");
        return (_search(), "certify");
    }

    function _fundVerb(uint256 place) private returns (bool, string memory) {
        if (place < 1) return (_declareFund(), "declareFund");
        if (place < 4) return (_offer(), "offer");
        if (place < 7) return (_accept(), "accept");
        if (place < 10) return (_exerciseOne(), "exercise");
        if (place < 12) return (_payOne(), "pay");
        if (place < 15) return (_confirmOne(), "confirm");
        if (place < 17) return (_resellOne(), "resell");
        if (place < 18) return (_disputeOne(), "dispute");
        if (place < 19) return (_markOverdue(), "markOverdue");
        if (place < 20) return (_lapseOne(), "lapse");
        if (place < 21) return (_waiveOne(), "waive");
        if (place < 22) return (_withdrawOffer(), "withdrawOffer");
        if (place < 23) return (_decline(), "decline");
        if (place < 24) return (_reviseFund(), "reviseFund");
        return (_setCap(), "setCap");
    }

    function _refusalVerb(uint256 place) private returns (bool, string memory) {
        if (place < 1) return (_fileByNoLender(), "a refusal");
        if (place < 2) return (_fileWhilePaused(), "a refusal");
        if (place < 3) return (_fileForAnother(), "a refusal");
        if (place < 4) return (_fileOverAnother(), "a refusal");
        if (place < 5) return (_useAConsentTwice(), "a refusal");
        if (place < 6) return (_registerByAnotherOffice(), "a refusal");
        if (place < 7) return (_registerTwice(), "a refusal");
        if (place < 8) return (_dischargeByAnother(), "a refusal");
        if (place < 9) return (_dischargeUnderAChange(), "a refusal");
        if (place < 10) return (_cancelUndischarged(), "a refusal");
        if (place < 11) return (_recordUnasked(), "a refusal");
        if (place < 12) return (_acceptForAnother(), "a refusal");
        if (place < 13) return (_enforceUndetermined(), "a refusal");
        if (place < 14) return (_exerciseUndefaulted(), "a refusal");
        if (place < 15) return (_payByAnother(), "a refusal");
        if (place < 16) return (_actSuspended(), "a refusal");
        if (place < 17) return (_actWithARetiredKey(), "a refusal");
        if (place < 18) return (_actBeyondTheLoan(), "a refusal");
        return (_callAnInnerVerb(), "a refusal");
    }
}
