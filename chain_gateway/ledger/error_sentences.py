"""What each error of the contracts says to a person: a sentence with subject, problem and value, and what to do next.

The keys are the errors as Solidity declares them; a test compares them with the compiled ABIs, so that none is
missing. In the sentences `{name}` stands for the argument of that name.
"""

_GOVERNANCE = "ask the consortium's governance"

SENTENCES: dict[str, tuple[str, str]] = {
    # IBook: what all books share
    "InvalidDate(string field, uint32 value)": (
        "The legal date {value} in {field} is not a date of the calendar from the year 1800 on.",
        "Write legal dates as year, month, day, and leave out what is not stated.",
    ),
    "InvalidPeriod(uint32 from, uint32 to)": (
        "The period from {from} to {to} ends before it starts.",
        "Compare the two dates; 0 stands for a date that is not stated.",
    ),
    "EmptyList(string field)": (
        "The list {field} is empty.",
        "Name at least one entry.",
    ),
    "TooMany(string field, uint256 count, uint256 max)": (
        "The list {field} has {count} entries; at most {max} are taken.",
        "Split the act into several.",
    ),
    "TooLong(string field, uint256 length, uint256 max)": (
        "The text {field} is {length} bytes long; at most {max} are kept.",
        "Shorten it; a Chinese character takes three bytes.",
    ),
    "Missing(string field)": (
        "The field {field} is empty, and the act needs it.",
        "Fill it in and send the act again.",
    ),
    "UnknownKey(address key)": (
        "The signing key {key} belongs to no active party.",
        f"Check which key signs; if it is the right one, {_GOVERNANCE} whether it was revoked or the party suspended.",
    ),
    "WrongProvenance(Provenance given)": (
        "The act says {given}, which it may not be here.",
        "Mark as Migrated only what an office carries over from its register, and everything else as Native.",
    ),
    "OnlyOfficesRecord(uint32 recordedOn)": (
        "The act states the recording date {recordedOn}, and only an office records.",
        "Leave the recording date out; the office states it in its own act.",
    ),
    "Paused(address book, bytes4 selector)": (
        "The verb {selector} of the book {book} is paused by the consortium's guardian.",
        "Wait until the members lift the pause; release and reading go on meanwhile.",
    ),
    # LedgerLog
    "NotABook(address caller)": (
        "The contract {caller} is no book of this ledger, so it cannot append to the log.",
        "Check that the deployment is complete: each book must have been added to the log.",
    ),
    "BookKnown(address book)": (
        "The contract {book} is already a book of this ledger.",
        "Nothing is left to do.",
    ),
    "NotAContract(address book)": (
        "There is no contract at {book}.",
        "Deploy the book first and check the address.",
    ),
    # PartyRegistry
    "UnknownParty(uint64 party)": (
        "No party has the id {party}.",
        "Look the party up and use its id; enter it first if it is new.",
    ),
    "InvalidKind(PartyKind kind)": (
        "A party of the kind {kind} cannot be used in this act.",
        "Choose another kind; offices, central banks and searchers are admitted by the governance alone.",
    ),
    "NameNotAllowed(PartyKind kind)": (
        "Name, commitment and identifier do not fit the kind {kind}.",
        "Give an institution a name and no commitment; give a natural person a commitment and nothing else.",
    ),
    "NotTheRegistrar(uint64 party, uint64 registrar, uint64 actor)": (
        "Party {party} was entered by party {registrar}, not by party {actor} (0 stands for the governance).",
        "Let whoever entered the party record its new name.",
    ),
    "KeyTaken(address key, uint64 party)": (
        "The key {key} belongs, or once belonged, to party {party}.",
        "Make a new key; a key never changes hands.",
    ),
    "NotAKeyOf(address key, uint64 party)": (
        "The key {key} is no live key of party {party}.",
        "Check the party's keys; a revoked key stays revoked.",
    ),
    "InvalidKey(address key)": (
        "The address {key} is not a key.",
        "Give the address of a real key.",
    ),
    "AlreadySo(uint64 party)": (
        "Party {party} already is in the state asked for.",
        "Nothing is left to do.",
    ),
    "OnlyFullKeys(address key)": (
        "The key {key} was itself only delegated, so it delegates and revokes nothing.",
        "Sign with a full key of the party.",
    ),
    "InvalidDocumentKey(DocumentKeyScheme scheme, uint256 length)": (
        "These {length} bytes are no key for documents of the scheme {scheme}.",
        "x25519 takes 32 bytes, p256 a compressed point of 33 bytes; to withdraw a key, give no scheme and no bytes.",
    ),
    "InvalidVerb(address target, bytes4 selector)": (
        "The verb {selector} of {target} is none.",
        "Name a book's address and the selector of one of its functions.",
    ),
    "NotPausable(address target, bytes4 selector)": (
        "The verb {selector} of {target} cannot be paused.",
        "Only new business is paused, filings and offers; release and reading never are.",
    ),
    "PauseUnchanged(address target, bytes4 selector, bool paused)": (
        "Whether the verb {selector} of {target} is paused would not change: it is {paused} already.",
        "Nothing is left to do.",
    ),
    "InvalidKinds(uint256 kinds)": (
        "The number {kinds} is no set of kinds of party.",
        "Set a bit for each kind, all below bit 255.",
    ),
    # AssetRegistry
    "KindNotConfigured(bytes2 jurisdiction, RightKind kind)": (
        "The kind of right {kind} of {jurisdiction} has no rules on this ledger yet.",
        f"{_GOVERNANCE.capitalize()} to configure it.",
    ),
    "InvalidRanking(Ranking ranking)": (
        "The ranking {ranking} cannot be set for this kind of right.",
        "Choose Exclusive or Ranked; once facts of the kind are attested it stays as it is.",
    ),
    "NotTheOffice(uint64 office, uint64 actor)": (
        "Party {actor} is not the office of this kind of right; party {office} is.",
        "Let that office act.",
    ),
    "NotAnOffice(uint64 party)": (
        "Party {party} is not a registry office.",
        "Name a party of the kind RegistryOffice.",
    ),
    "UnknownRight(bytes32 assetKey)": (
        "No facts of the right {assetKey} are on the ledger.",
        "Check the number; the right's office must attest it first.",
    ),
    "RightNotInForce(bytes32 assetKey, Validity validity)": (
        "The right {assetKey} cannot be pledged: its legal state is {validity}, not InForce.",
        "Ask the right's office; leave the right out of the filing if it has ended.",
    ),
    "OwnersNotAttested(bytes32 assetKey)": (
        "The owners of the right {assetKey} are not attested, so nobody can consent for it.",
        "Ask the right's office to attest its owners.",
    ),
    "OwnerConsentMissing(bytes32 assetKey, uint64 owner)": (
        "Party {owner} is a registered owner of the right {assetKey} and not among the pledgors.",
        "Name every registered owner as pledgor, with its consent, or leave the right out.",
    ),
    "PledgorOwnsNothing(uint64 pledgor)": (
        "Party {pledgor} is named as pledgor and owns none of the rights.",
        "Leave it out, or check that the rights and the attested owners are the right ones.",
    ),
    "AlreadyEncumbered(bytes32 assetKey, uint64 pledge)": (
        "The right {assetKey} is already in pledge {pledge}, and its kind bears only one.",
        "Wait until that pledge is cancelled, refused or withdrawn, or leave the right out.",
    ),
    "TooManyEncumbrances(bytes32 assetKey, uint256 max)": (
        "The right {assetKey} already bears {max} pledges, as many as the ledger keeps.",
        "Leave it out until one of them is cancelled.",
    ),
    "NotEncumberedBy(bytes32 assetKey, uint64 pledge)": (
        "The right {assetKey} is not in pledge {pledge}, or not in the state that the act needs.",
        "Read the pledge's present rights and send the act with them.",
    ),
    "RightPreserved(bytes32 assetKey)": (
        "A court preserves the right {assetKey}, so it can be neither filed nor registered for a pledge.",
        "Ask the right's office; leave the right out until every preservation is lifted.",
    ),
    "NotPreservedBy(bytes32 assetKey, uint64 preservation)": (
        "The preservation {preservation} does not hold the right {assetKey}.",
        "Check the number of the preservation's event; it may have been lifted already.",
    ),
    "AlreadyLocked(bytes32 assetKey, uint256 locks)": (
        "The right {assetKey} is held by the locks {locks} (a bit set: 2 a pool, 4 the central bank).",
        "End that use first; a claim is not used twice.",
    ),
    "NotLocked(bytes32 assetKey, Lock lock)": (
        "The right {assetKey} is not held by the lock {lock}.",
        "Read the right's locks and name one of them.",
    ),
    "InvalidLock(Lock lock)": (
        "The lock {lock} is not one that books set.",
        "Preservations are noted and lifted by the right's office.",
    ),
    # SearchRegister
    "InvalidPart(uint16 part, uint16 parts)": (
        "Part {part} is none of a search with {parts} parts.",
        "Number the parts from 1 on.",
    ),
    # LedgerFactory
    "Occupied(address place)": (
        "There is a contract at {place} already.",
        "The same key used this salt for this ledger before: name another salt for a new one.",
    ),
    "CreationFailed(address place)": (
        "The contract that was to be at {place} could not be created.",
        "Check the creation code and its arguments, and that the node lets the factory deploy.",
    ),
    "NotAscending(string field, uint256 index)": (
        "The list {field} is not strictly ascending at place {index}.",
        "Sort it and take out what occurs twice.",
    ),
    "MixedOffices(bytes32 assetKey, uint64 office, uint64 otherOffice)": (
        "The right {assetKey} belongs to office {otherOffice}, the rights before it to office {office}.",
        "File one pledge for each office.",
    ),
    # PledgeRegistry
    "UnknownPledge(uint64 pledge)": (
        "No pledge has the id {pledge}.",
        "Check the id; it is the sequence number of the filing.",
    ),
    "WrongState(uint64 pledge, PledgeState state)": (
        "Pledge {pledge} is {state}, which does not allow the act.",
        "Read the pledge's history for what came before.",
    ),
    "NotThePledgee(uint64 pledge, uint64 pledgee, uint64 actor)": (
        "Party {actor} is not the pledgee of pledge {pledge}; party {pledgee} is.",
        "Let the pledgee act; in a filing name yourself as pledgee.",
    ),
    "NotThePledgesOffice(uint64 pledge, uint64 office, uint64 actor)": (
        "Party {actor} is not the office of the rights of pledge {pledge}; party {office} is.",
        "Let that office act.",
    ),
    "NotTheAssignee(uint64 pledge, uint64 assignee, uint64 actor)": (
        "Party {actor} was not nominated to take over pledge {pledge}; party {assignee} was.",
        "Let the nominee accept, or let the pledgee drop the nomination and make another.",
    ),
    "InvalidParty(string field, uint64 party)": (
        "Party {party}, named as {field}, does not exist or cannot take that part.",
        "Check the id and the kind of the party, and that it is not named twice.",
    ),
    "WrongRights(uint64 pledge, bytes32 digest, bytes32 expected)": (
        "The list of rights given for pledge {pledge} has the digest {digest}; the pledge's has {expected}.",
        "Read the pledge's present rights and send exactly these, sorted by asset key.",
    ),
    "WrongPledgors(uint64 pledge, bytes32 digest, bytes32 expected)": (
        "The pledgors given for pledge {pledge} have the digest {digest}; the pledge's have {expected}.",
        "Name all pledgors of the pledge and nobody else, in ascending order of their ids.",
    ),
    "RightNotInPledge(uint64 pledge, bytes32 assetKey)": (
        "The right {assetKey} is named by the act and is not in pledge {pledge}.",
        "Read the pledge's present rights and name only these.",
    ),
    "NothingRemains(uint64 pledge)": (
        "Freeing these rights leaves nothing in pledge {pledge}.",
        "Discharge the pledge instead of releasing it in part.",
    ),
    "InvalidObligation(string field)": (
        "The field {field} of the obligation does not fit the others.",
        "State kind, currency, amount and salt together; the currency is an ISO 4217 code.",
    ),
    "ConsentsDoNotMatch(uint64 expected, uint64 given)": (
        "A consent of party {expected} was expected and one of party {given} was given (0 stands for none).",
        "Give exactly one consent of each pledgor, in ascending order of their ids.",
    ),
    "ConsentExpired(uint64 pledgor, uint64 deadline, uint64 time)": (
        "The consent of party {pledgor} could be used until {deadline}; the chain's time is {time} (in seconds).",
        "Prepare the consent again with a later deadline and have it signed anew.",
    ),
    "ConsentUsed(uint64 pledgor, uint256 nonce)": (
        "Party {pledgor} has already used the nonce {nonce}: this consent has served.",
        "Prepare the consent again with another nonce and have it signed anew.",
    ),
    "ConsentKeyNotLive(uint64 pledgor, address key)": (
        "The key {key} is no live key of party {pledgor}.",
        "Sign with a live key of the pledgor, or have the office bind this one.",
    ),
    "ConsentNotSigned(uint64 pledgor, address key)": (
        "The signature given for party {pledgor} is not that of the key {key} over this consent.",
        "Compare the signed message with the consent: pledgees, obligation, rights, nonce, deadline, chain, contract.",
    ),
    "PaperConsentMissing(uint64 pledge)": (
        "What waits on pledge {pledge} rests on a paper consent, and the document of that consent is not named.",
        "Store the paper and name its CID as consent_document in the registration, or in the recording.",
    ),
    "RegistrationNumberTaken(string registrationNumber, uint64 pledge)": (
        "The office already has pledge {pledge} under the registration number {registrationNumber}.",
        "Check the number; if the act is the same it is already on the ledger.",
    ),
    "GroundMissing()": (
        "No ground is named for the act.",
        "Name a ground other than None.",
    ),
    "ChangePending(uint64 pledge, ChangeKind change)": (
        "A change of the kind {change} of pledge {pledge} waits for the office.",
        "Wait until the office records it, or drop it first.",
    ),
    "NoSuchChange(uint64 pledge, ChangeKind change)": (
        "No change of the kind {change} with these contents waits on pledge {pledge}.",
        "Compare with what the pledgee asked for; the office records exactly that.",
    ),
    "NotAccepted(uint64 pledge, uint64 assignee)": (
        "Party {assignee} has not accepted the assignment of pledge {pledge}.",
        "Let the nominee accept first.",
    ),
    "NotMigrated(uint64 pledge)": (
        "Pledge {pledge} was filed on this ledger, so it takes no migrated act.",
        "Record the act natively.",
    ),
    "NotDischarged(uint64 pledge, CancellationGround ground)": (
        "Pledge {pledge} was not discharged by the pledgee, so it cannot be cancelled on the ground {ground}.",
        "Let the pledgee discharge it first.",
    ),
    "NoCorrectionAsked(uint64 pledge)": (
        "Nothing waits to be corrected in the filing of pledge {pledge}.",
        "Read the pledge's history: the office has not asked, or it was answered already.",
    ),
    # ChangeBook
    "RightInPledge(uint64 pledge, bytes32 assetKey)": (
        "The right {assetKey} is to be added and is in pledge {pledge} already.",
        "Leave it out of the added rights.",
    ),
    "NotNextInRank(bytes32 assetKey, uint64 first, uint64 second)": (
        "On the right {assetKey} pledge {second} does not come next in rank after pledge {first}.",
        "Read the present ranks; across several ranks each pledgee that loses one consents, step by step.",
    ),
    "ClaimNotDetermined(uint64 pledge)": (
        "The claims of the maximum-amount pledge {pledge} are not determined yet, and the act needs that.",
        "Determine the claims first (Civil Code 421, 423).",
    ),
    "NothingToDetermine(uint64 pledge)": (
        "Pledge {pledge} secures a fixed claim, or one that is determined already.",
        "Nothing is left to do.",
    ),
    "AboveCeiling(uint64 pledge, uint128 amount, uint128 ceiling)": (
        "The amount {amount} is above the ceiling {ceiling} that pledge {pledge} secures (in minor units).",
        "Determine at most the ceiling; what is above it is not secured.",
    ),
    "InvalidTransferConsent(string field)": (
        "The field {field} of the consent to a transfer does not fit the others.",
        "A licence has a scope and leaves the pledge on the right; a price has currency, use and salt, or has none.",
    ),
    # EnforcementBook
    "AlreadyRealised(uint64 pledge, bytes32 assetKey)": (
        "The right {assetKey} was already realised in the enforcement of pledge {pledge}.",
        "Leave it out of the rights that are sold.",
    ),
    "ProceedsDoNotAddUp(uint64 pledge, uint256 proceeds, uint256 distributed)": (
        "Of the proceeds {proceeds} of pledge {pledge}, {distributed} are distributed (in minor units).",
        "Costs, interest, principal, next ranks and surplus must add up to the proceeds exactly.",
    ),
    "PaidPastDeficiency(uint64 pledge, uint128 deficiency, uint128 nextRanks, uint128 surplus)": (
        "The debtor of pledge {pledge} still owes {deficiency}; later ranks get {nextRanks}, the pledgor {surplus}.",
        "Pay the secured claim first; only then later ranks and the pledgor.",
    ),
    "Forfeiture(uint64 pledge, uint32 agreedOn, uint32 noticeOn)": (
        "Rights of pledge {pledge} would pass without a price, or by an agreement of {agreedOn} before the notice of "
        "default of {noticeOn}.",
        "State the price, and an agreement made after the default: the law forbids forfeiture (Civil Code 428).",
    ),
    # DisposalBook
    "UnknownListing(uint64 listing)": (
        "The ledger has no listing {listing}.",
        "A listing's id is the number of the event that listed the rights; a sale is only of what is listed.",
    ),
    "WrongListingState(uint64 listing, ListingState state)": (
        "Listing {listing} is {state}, which does not allow the act.",
        "Read the listing's history for what came before; rights that were delisted are listed anew.",
    ),
    "NotTheSeller(uint64 pledge, uint64 seller, uint64 actor)": (
        "Party {actor} does not sell rights of pledge {pledge}; party {seller} does.",
        "Let the present pledgee act, or for a fund's inventory the fund's manager.",
    ),
    "AlreadyListed(bytes32 assetKey, uint64 listing)": (
        "The right {assetKey} is in listing {listing} already.",
        "Settle or end that listing first.",
    ),
    "WrongListedRights(uint64 listing, bytes32 digest, bytes32 expected)": (
        "The rights given are not those of listing {listing}: their digest is {digest}, the listing's is {expected}.",
        "Name exactly the listed rights.",
    ),
    "NotOfThePledge(uint64 commitment, uint64 pledge)": (
        "Commitment {commitment} is not on pledge {pledge}.",
        "Name the pledge of the commitment.",
    ),
    "InvalidDisposal(string field)": (
        "The field {field} of the listing or sale does not fit.",
        "State a channel, a price above 0, a currency of three capital letters, how the buyer is related, and a "
        "random salt.",
    ),
    "NotRealised(uint64 listing, bytes32 assetKey)": (
        "What listing {listing} brought for {assetKey} is not on record.",
        "Record the realisation of the pledge, or the fund's resale, and settle then.",
    ),
    # ValuationBook
    "UnknownEngagement(uint64 engagement)": (
        "The ledger has no engagement {engagement}.",
        "Record the engagement before its result; its id is the number of the event that recorded it.",
    ),
    "WrongEngagementState(uint64 engagement, EngagementState state)": (
        "Engagement {engagement} is {state}, which does not allow the act.",
        "A result is delivered once; for another value record another engagement.",
    ),
    "NotTheAppraiser(uint64 engagement, uint64 appraiser, uint64 actor)": (
        "Party {actor} was not engaged for valuation {engagement}; party {appraiser} was.",
        "Let the party that was engaged act.",
    ),
    "NotOfTheEngagement(uint64 engagement, uint64 actor)": (
        "Party {actor} neither asked for valuation {engagement} nor was engaged for it.",
        "Let the client or the party that was engaged act.",
    ),
    "InvalidValuation(string field)": (
        "The field {field} does not fit an engagement or a result of this kind.",
        "State a kind, a purpose and a currency of three capital letters; for an appraisal a range above 0 and its "
        "methods, for a model a grade and its version; and a random salt.",
    ),
    "InvalidSignatory(string field, uint64 party)": (
        "Party {party} in {field} cannot sign this valuation.",
        "An appraisal is signed by two different natural persons whom the ledger knows; nobody signs a model's grade.",
    ),
    "AlreadyAReader(uint64 engagement, uint64 party)": (
        "Party {party} may read valuation {engagement} already.",
        "Nothing is left to do.",
    ),
    "NotAReader(uint64 engagement, uint64 party)": (
        "Nobody allowed party {party} to read valuation {engagement}.",
        "Name a reader that was allowed; client and appraiser always read.",
    ),
    # BuybackBook
    "UnknownFund(uint64 fund)": (
        "The ledger has no fund {fund}.",
        "A fund's id is the number of the event that declared it.",
    ),
    "UnknownCommitment(uint64 commitment)": (
        "The ledger has no buyback commitment {commitment}.",
        "A commitment's id is the number of the event that offered it.",
    ),
    "WrongCommitmentState(uint64 commitment, CommitmentState state)": (
        "Commitment {commitment} is {state}, which does not allow the act.",
        "Read the commitment's history for what came before; a commitment is exercised at most once.",
    ),
    "NotTheFundsOwner(uint64 fund, uint64 owner, uint64 actor)": (
        "Party {actor} is not the owner of fund {fund}; party {owner} is.",
        "Let the fund's owner act.",
    ),
    "NotTheFundsManager(uint64 fund, uint64 manager, uint64 actor)": (
        "Party {actor} does not manage fund {fund}; party {manager} does.",
        "Let the fund's manager act, or let its owner name another manager.",
    ),
    "NotASide(uint64 commitment, uint64 actor)": (
        "Party {actor} is neither the manager of the fund behind commitment {commitment} nor the present pledgee.",
        "Let one of these two act; the pledgee is whoever holds the pledge now.",
    ),
    "OwnClaim(uint64 pledge, uint64 party)": (
        "Party {party} is the pledgee of pledge {pledge} and stands behind the fund: nobody guarantees its own claim.",
        "Let another fund offer.",
    ),
    "InvalidCap(uint32 cap, uint32 max)": (
        "A cap of {cap} basis points is outside 1 to {max}.",
        "State the cap in basis points of the principal; 7,500 is three quarters.",
    ),
    "InvalidTerms(string field)": (
        "The field {field} of the fund or commitment does not fit.",
        "State amounts above 0 in minor units, a currency of three capital letters, a route, 1 to 366 days for payment "
        "and a random salt.",
    ),
    "WrongCurrency(bytes3 given, bytes3 expected)": (
        "The currency {given} is not {expected}.",
        "Fund, commitment and secured obligation have one currency; choose a fund of the obligation's.",
    ),
    "AmountTooLarge(string field, uint256 amount, uint256 max)": (
        "The {field} would be {amount}; at most {max} can be kept.",
        "Check the amount: it is in minor units.",
    ),
    "PrincipalTooHigh(uint64 pledge, uint128 principal, uint128 amount)": (
        "A principal of {principal} is more than the {amount} that pledge {pledge} secures.",
        "State what is drawn and outstanding of the secured obligation, in minor units.",
    ),
    "CapExceeded(uint64 pledge, uint256 committed, uint128 principal, uint32 cap)": (
        "The open commitments on pledge {pledge} would come to {committed}, more than {cap} basis points of the "
        "principal {principal}.",
        "Lower the price; the cap binds the sum of all open commitments on one obligation.",
    ),
    "CapitalExceeded(uint64 fund, uint256 exposure, uint128 capital)": (
        "Open commitments and inventory of fund {fund} would come to {exposure}, more than its capital {capital}.",
        "Wait until sales or lapses free capital, or let the owner raise it.",
    ),
    "PledgorLimitExceeded(uint64 fund, uint64 pledgor, uint256 exposure, uint128 limit)": (
        "Fund {fund} would stand for {exposure} of pledgor {pledgor}; its limit for one pledgor is {limit}.",
        "Choose another fund, or let the owner raise the limit.",
    ),
    "FundOverdue(uint64 fund, uint64 commitment, uint64 dueAt)": (
        "Fund {fund} owes the price of commitment {commitment}, which was due at chain time {dueAt}; it takes on "
        "nothing new.",
        "Let the fund pay and the pledgee confirm first.",
    ),
    "OutsideWindow(uint64 commitment, uint64 opensAt, uint64 closesAt, uint64 time)": (
        "Commitment {commitment} can be exercised from chain time {opensAt} to {closesAt}; it is {time}.",
        "Exercise inside the window; after it the commitment has lapsed.",
    ),
    "InvalidWindow(uint64 opensAt, uint64 closesAt, uint64 time)": (
        "A window from chain time {opensAt} to {closesAt} is empty, too far ahead or already closed at {time}.",
        "State a window that closes after it opens, after now and within a hundred years, in seconds.",
    ),
    "NotLapsed(uint64 commitment, uint64 closesAt, uint64 time)": (
        "The window of commitment {commitment} closes at chain time {closesAt}; it is {time}, and its pledge has not "
        "ended.",
        "Wait until the window has closed, or let the pledgee waive the commitment.",
    ),
    "NotOverdue(uint64 commitment, uint64 dueAt, uint64 time)": (
        "The price of commitment {commitment} is due at chain time {dueAt}; it is {time}.",
        "Wait until the due time has passed.",
    ),
    "AlreadyDone(uint64 commitment)": (
        "This is already on record for commitment {commitment}.",
        "Nothing need be done.",
    ),
    "AlreadyPaid(uint64 commitment, uint128 paid)": (
        "Commitment {commitment} cannot be waived: {paid} was already paid on it.",
        "Confirm what was received.",
    ),
    "PaymentTooHigh(uint64 commitment, uint256 paid, uint128 price)": (
        "The payments on commitment {commitment} would come to {paid}, more than the price {price}.",
        "State the part that was paid now, in minor units.",
    ),
    "ReceiptDoesNotMatch(uint64 commitment, uint128 received, uint128 confirmed, uint128 paid)": (
        "Commitment {commitment}: {received} cannot be confirmed, because {confirmed} was confirmed before and the "
        "fund says it paid {paid}.",
        "Confirm the sum received in all; if it differs from what the fund says, dispute the exercise.",
    ),
    "DeliveryMissing(uint64 commitment, uint64 pledge, uint64 buyer)": (
        "The claim of pledge {pledge} is not on its way to party {buyer}, which buys it under commitment {commitment}.",
        "Name the fund's owner as assignee before the last payment is confirmed; resell after the office recorded it.",
    ),
    # IPledgeRegistry and IRefinancingBook: the use of a claim
    "ClaimInUse(uint64 pledge, uint64 use, address book)": (
        "The claim of pledge {pledge} is in use already: event {use} of the book {book} began it.",
        "Let its user release it first; `pledge refinancing show` names the user.",
    ),
    "UnknownRefinancing(uint64 refinancing)": (
        "No refinancing has the id {refinancing}.",
        "Use the sequence number of the offer of the claim.",
    ),
    "WrongRefinancingState(uint64 refinancing, RefinancingState state)": (
        "Refinancing {refinancing} is {state}, and the act needs another state.",
        "Look it up: an offer is taken or dropped once, and a live use is released once.",
    ),
    "NotTheUser(uint64 refinancing, uint64 user, uint64 actor)": (
        "Refinancing {refinancing} is party {user}'s to take and to release, not party {actor}'s.",
        "Act for the user; the pledgee releases only what was cancelled or revoked.",
    ),
    "InvalidRefinancing(string field)": (
        "The field {field} of the refinancing does not fit.",
        "State a kind, an amount above zero in minor units, and a random salt.",
    ),
    "InvalidHaircut(uint32 haircut, uint32 max)": (
        "A haircut of {haircut} basis points is above {max}.",
        "State less than 10,000 basis points; a claim that is not eligible has none.",
    ),
    "NotEligible(uint64 pledge, uint64 centralBank)": (
        "Central bank {centralBank} has not said that it takes the claim of pledge {pledge} as collateral.",
        "Ask it to assess the claim first.",
    ),
    "DrawnTooHigh(uint64 pledge, uint128 amount, uint128 claim, uint32 haircut)": (
        "Drawing {amount} on pledge {pledge} is too much: its claim is {claim}, less {haircut} basis points.",
        "Draw at most what is left after the haircut, in minor units.",
    ),
    # RiskShareBook
    "UnknownScheme(uint64 scheme)": (
        "The ledger has no scheme {scheme}.",
        "A scheme's id is the number of the event that proposed it.",
    ),
    "UnknownPool(uint64 pool)": (
        "The ledger has no pool {pool}.",
        "A pool's id is the number of the event that declared it; 0 says that the party pays by itself.",
    ),
    "NotThePoolsOwner(uint64 pool, uint64 owner, uint64 actor)": (
        "Party {actor} does not own pool {pool}; party {owner} does.",
        "Let the pool's owner act, or name a pool of the tranche's party.",
    ),
    "NotTheProposer(uint64 scheme, uint64 proposer, uint64 actor)": (
        "Party {actor} did not propose scheme {scheme}; party {proposer} did.",
        "Let the proposer close it.",
    ),
    "WrongSchemeState(uint64 scheme, SchemeState state)": (
        "Scheme {scheme} is {state}, which does not allow the act.",
        "A scheme covers pledges while it is in force: once all parties with a tranche joined, until it closes.",
    ),
    "InvalidScheme(string field)": (
        "The field {field} of the scheme, cover or pool does not fit.",
        "Give a sum above 0, a currency of three capital letters, an order of recovery and a random salt.",
    ),
    "InvalidTranche(uint256 place, string field)": (
        "The field {field} of the tranche at place {place} does not fit.",
        "Tranche 0 is the creditor's, without caps; every other has an active party, a rate of 1 to 10,000 basis "
        "points and caps above 0, and a tranche is reinsured once at most, by a later one of another party.",
    ),
    "RatesDoNotSum(uint256 sum, uint256 whole)": (
        "The rates of the tranches that share the loss itself add up to {sum} basis points instead of {whole}.",
        "Let the creditor's rate take up what the others leave; reinsurers do not count.",
    ),
    "InvalidTimes(uint64 opensAt, uint64 closesAt, uint64 claimsUntil, uint64 time)": (
        "A scheme that opens at chain time {opensAt}, closes at {closesAt} and takes claims until {claimsUntil} is out "
        "of order, too far ahead or over already at {time}.",
        "State times in this order, in seconds, closing after now and within a hundred years.",
    ),
    "WrongSchemeCurrency(bytes3 given, bytes3 expected)": (
        "The currency {given} is not the scheme's {expected}.",
        "Scheme, pools, secured obligation and realisation have one currency.",
    ),
    "NothingToJoin(uint64 scheme, uint64 actor)": (
        "Party {actor} has no tranche of scheme {scheme} that it has not joined with.",
        "Only parties with a tranche join, each once; the proposer has joined by proposing.",
    ),
    "SchemeExpired(uint64 scheme, uint64 opensAt, uint64 closesAt, uint64 time)": (
        "Scheme {scheme} takes up pledges from chain time {opensAt} to {closesAt}; it is {time}.",
        "Choose a scheme whose period is running.",
    ),
    "NotTheSchemesCreditor(uint64 scheme, uint64 creditor, uint64 actor)": (
        "Scheme {scheme} covers claims of party {creditor} alone, not of party {actor}.",
        "Choose a scheme for this creditor, or one for any.",
    ),
    "OwnTranche(uint64 scheme, uint256 place, uint64 party)": (
        "Party {party} is the creditor and bears the tranche at place {place} of scheme {scheme}: nobody guarantees "
        "its own claim.",
        "Choose another scheme.",
    ),
    "AlreadyCovered(uint64 pledge, uint64 scheme)": (
        "Pledge {pledge} is under scheme {scheme} already.",
        "End that cover first.",
    ),
    "NotCovered(uint64 pledge)": (
        "Nothing covers pledge {pledge}.",
        "Put it under a scheme while it is filed or registered; a loss can be declared once.",
    ),
    "PrincipalOutOfRange(uint64 pledge, uint128 principal, uint128 amount)": (
        "The principal {principal} does not lie between 1 and the amount {amount} that pledge {pledge} secures.",
        "Cover at most what the pledge secures.",
    ),
    "CoverLimitExceeded(uint64 scheme, uint256 covered, uint128 limit)": (
        "Scheme {scheme} would cover {covered}, more than its limit {limit}.",
        "End cover that is no longer needed, or choose another scheme.",
    ),
    "ClaimsClosed(uint64 scheme, uint64 claimsUntil, uint64 time)": (
        "Scheme {scheme} took claims until chain time {claimsUntil}; it is {time}.",
        "The loss is no longer shared by this scheme.",
    ),
    "PoolTooLarge(uint64 pool, uint256 capital)": (
        "Pool {pool} would hold {capital}, more than the ledger can keep.",
        "Pay in a smaller sum.",
    ),
    # LossBook
    "UnknownLoss(uint64 loss)": (
        "The ledger has no loss {loss}.",
        "A loss's id is the number of the event that declared it.",
    ),
    "NoSuchShare(uint64 loss, uint256 place)": (
        "Loss {loss} has no tranche at place {place} that pays.",
        "Places count from 1; place 0 is the creditor's, which pays nothing.",
    ),
    "NoDeficiency(uint64 pledge)": (
        "Not all rights of pledge {pledge} are realised, or its debtor owes nothing more.",
        "Realise the pledge first and state what the debtor still owes.",
    ),
    "LossOutOfRange(uint64 pledge, uint128 amount, uint128 deficiency, uint128 principal)": (
        "The loss {amount} of pledge {pledge} must be above 0, at most what the debtor still owes, {deficiency}, and "
        "what is covered, {principal}.",
        "Declare what was lost, within both.",
    ),
    "NotThePayer(uint64 loss, uint256 place, uint64 payer, uint64 actor)": (
        "Party {actor} does not bear the tranche at place {place} of loss {loss}; party {payer} does.",
        "Let that party act.",
    ),
    "NotThePayee(uint64 loss, uint256 place, uint64 payee, uint64 actor)": (
        "The tranche at place {place} of loss {loss} is paid to party {payee}, not to party {actor}.",
        "Let the payee confirm: the pledgee, or of a reinsurer the party that it reinsures.",
    ),
    "ShareExceeded(uint64 loss, uint256 place, uint256 paid, uint256 due)": (
        "The payments of the tranche at place {place} of loss {loss} would come to {paid}, more than the {due} that it "
        "owes by now.",
        "Pay what is owed; a reinsurer owes its rate of what its reinsured paid and was confirmed.",
    ),
    "ReceiptOutOfRange(uint64 loss, uint256 place, uint128 received, uint128 confirmed, uint256 most)": (
        "Of the tranche at place {place} of loss {loss} {received} cannot be confirmed: {confirmed} was before, and at "
        "most {most} was paid and is owed.",
        "Confirm the sum received in all.",
    ),
    "BeyondPayment(uint64 loss, uint256 place, uint256 extent, uint128 confirmed)": (
        "The tranche at place {place} of loss {loss} would take rights of {extent}; {confirmed} of its payments are "
        "confirmed.",
        "Rights pass to the extent that was paid (Civil Code 700): pay and have it confirmed first.",
    ),
    "NotACollector(uint64 loss, uint64 actor)": (
        "Party {actor} is neither the creditor of loss {loss} nor has it taken rights of it.",
        "Let the creditor share what came back, or take its rights by subrogation first.",
    ),
    "RecoveryTooHigh(uint64 loss, uint256 recovered, uint128 amount)": (
        "Recoveries of loss {loss} would come to {recovered}, more than the {amount} that was lost.",
        "What is over belongs to the debtor or the pledgor.",
    ),
    "InvalidLoss(string field)": (
        "The field {field} does not fit.",
        "Give a sum above 0 and a random salt.",
    ),
    # ISubsidyBook
    "UnknownProgramme(uint64 programme)": (
        "No programme of subsidies has the id {programme}.",
        "Use the sequence number of its declaration; `GET /v1/programmes` lists them.",
    ),
    "UnknownSubsidy(uint64 subsidy)": (
        "No subsidy has the id {subsidy}.",
        "Use the sequence number of its claim.",
    ),
    "NotTheAuthority(uint64 programme, uint64 authority, uint64 actor)": (
        "Programme {programme} is party {authority}'s, not party {actor}'s.",
        "Let the programme's own authority act.",
    ),
    "NotTheClaimant(uint64 pledge, uint64 actor)": (
        "Party {actor} claims no subsidy for pledge {pledge}, or did not make this claim.",
        "Let the pledgee or the debtor claim, and whoever claimed withdraw.",
    ),
    "ProgrammeIsClosed(uint64 programme)": (
        "Programme {programme} takes no more claims.",
        "Look for another programme of the region.",
    ),
    "InvalidProgramme(string field)": (
        "The field {field} of the programme does not fit.",
        "Compare it with the interface; kind, period and currency never change.",
    ),
    "InvalidSubsidy(string field)": (
        "The field {field} of the subsidy does not fit.",
        "State an amount above zero in minor units, and a random salt.",
    ),
    "NotAPeriod(uint64 programme, uint32 period)": (
        "The day {period} is not the first of a period of programme {programme}, or lies outside its dates.",
        "Name the period by its first day: the programme's own when it pays once, else of a year, quarter or month.",
    ),
    "KindNotEligible(uint64 programme, RightKind kind)": (
        "Programme {programme} does not subsidise rights of the kind {kind}.",
        "Name a right of the pledge of an eligible kind.",
    ),
    "WrongSubsidyState(uint64 subsidy, SubsidyState state)": (
        "Subsidy {subsidy} is {state}, and the act needs another state.",
        "Look it up: a claim is decided once, and what is granted is paid once.",
    ),
    "SubsidyClaimedBefore(uint64 programme, uint64 pledge, uint32 period, uint64 first, address book)": (
        "Programme {programme} has a claim for pledge {pledge} in the period from {period}: event {first} of {book}.",
        "Nothing more is due for this period; a claim that was refused or withdrawn leaves it free.",
    ),
    "SubsidyTooHigh(uint64 programme, uint128 amount, uint256 most)": (
        "The amount {amount} is above {most}, the most of programme {programme} for this claim.",
        "Claim its part of the cost at most, in minor units, and grant at most what was claimed.",
    ),
    "BudgetExceeded(uint64 programme, uint256 granted, uint128 budget)": (
        "Programme {programme} would have granted {granted}, above its budget of {budget}.",
        "Grant less, or publish a higher budget first.",
    ),
    # IDirectoryBook
    "UnknownEntry(uint64 entry)": (
        "No entry of the directory has the id {entry}.",
        "Use the sequence number of its publication.",
    ),
    "NotThePublisher(uint64 entry, uint64 publisher, uint64 actor)": (
        "Entry {entry} was published by party {publisher}, not by party {actor}.",
        "Let its publisher revise it; its owner may only withdraw it.",
    ),
    "EntryIsWithdrawn(uint64 entry)": (
        "Entry {entry} was withdrawn.",
        "Publish a new one.",
    ),
    "InvalidEntry(string field)": (
        "The field {field} of the entry does not fit.",
        "Compare it with the interface; kind and owner never change.",
    ),
    # OpenZeppelin: AccessManaged
    "AccessManagedUnauthorized(address caller)": (
        "The caller {caller} may not call this verb.",
        "Act with a key of a party whose kind is granted the verb, active and not revoked; acts of a governance that "
        "has a delay are announced first (scheduled_for).",
    ),
    "AccessManagedRequiredDelay(address caller, uint32 delay)": (
        "The caller {caller} must schedule this call {delay} seconds ahead.",
        "Announce the act first (scheduled_for), then execute it.",
    ),
    "AccessManagedInvalidAuthority(address authority)": (
        "There is no contract at {authority} to guard the book.",
        "Give the address of a deployed authority.",
    ),
    # OpenZeppelin: AccessManager
    "AccessManagerAlreadyScheduled(bytes32 operationId)": (
        "The operation {operationId} is already scheduled.",
        "Wait until it is ready, then execute it.",
    ),
    "AccessManagerNotScheduled(bytes32 operationId)": (
        "The operation {operationId} is not scheduled.",
        "Announce the act first (scheduled_for), wait out the delay, then execute it.",
    ),
    "AccessManagerNotReady(bytes32 operationId)": (
        "The operation {operationId} is not ready yet.",
        "Wait until its delay is over.",
    ),
    "AccessManagerExpired(bytes32 operationId)": (
        "The operation {operationId} has expired: it was ready for a week.",
        "Announce it again (scheduled_for).",
    ),
    "AccessManagerLockedRole(uint64 roleId)": (
        "The role {roleId} cannot be changed.",
        "Choose another role.",
    ),
    "AccessManagerBadConfirmation()": (
        "The confirmation is not the caller's own address.",
        "Confirm with the address that gives up the role.",
    ),
    "AccessManagerUnauthorizedAccount(address msgsender, uint64 roleId)": (
        "The account {msgsender} does not hold the role {roleId}.",
        f"{_GOVERNANCE.capitalize()} for the role.",
    ),
    "AccessManagerUnauthorizedCall(address caller, address target, bytes4 selector)": (
        "The caller {caller} may not call {selector} of {target} through the access manager.",
        f"{_GOVERNANCE.capitalize()} for the role that may.",
    ),
    "AccessManagerUnauthorizedConsume(address target)": (
        "The contract {target} is not consuming its own scheduled operation.",
        "Call the target directly.",
    ),
    "AccessManagerUnauthorizedCancel(address msgsender, address caller, address target, bytes4 selector)": (
        "The account {msgsender} may not cancel what {caller} scheduled: {selector} of {target}.",
        "Let the caller or a guardian of the role cancel it.",
    ),
    "AccessManagerInvalidInitialAdmin(address initialAdmin)": (
        "The address {initialAdmin} cannot be the first administrator.",
        "Give the address of the governance's key.",
    ),
    # OpenZeppelin: utilities
    "AddressEmptyCode(address target)": (
        "There is no contract at {target}.",
        "Check the address.",
    ),
    "FailedCall()": (
        "A call from one contract to another failed without a reason.",
        "Check gas and target of the inner call.",
    ),
    "InsufficientBalance(uint256 balance, uint256 needed)": (
        "The contract holds {balance} wei and {needed} are needed.",
        "Send no value with calls of the ledger.",
    ),
    "SafeCastOverflowedUintDowncast(uint8 bits, uint256 value)": (
        "The value {value} does not fit into {bits} bits.",
        "Give a smaller value.",
    ),
    "InvalidShortString()": (
        "A short text of the contract cannot be read.",
        "Check that the deployment's code is the one that was committed.",
    ),
    "StringTooLong(string str)": (
        "The text {str} is too long for the contract's domain.",
        "Shorten it to 31 bytes.",
    ),
    # The language
    "Error(string reason)": (
        "The contract refused: {reason}.",
        "Read the reason; this ledger's own contracts give none in this form, so check the address that was called.",
    ),
    "Panic(uint256 code)": (
        "The contract stopped on a broken invariant, code {code}.",
        "This is a defect of the contract or of its use: report it with the transaction.",
    ),
}
"""Sentence and advice by declaration."""

PANICS = {
    0x00: "a generic panic",
    0x01: "an assertion failed",
    0x11: "an arithmetic overflow or underflow",
    0x12: "a division by zero",
    0x21: "a value that is no member of its enumeration",
    0x22: "a wrongly encoded storage array",
    0x31: "a pop of an empty array",
    0x32: "an index out of bounds",
    0x41: "too much memory",
    0x51: "a call of an uninitialised function",
}
"""Meaning of Solidity's panic codes. Source: Solidity documentation, `Panic via assert`."""
