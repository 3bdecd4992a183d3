// Generated from src/Faucet.sol by `npm run generate -w @sonm/contracts`; do not edit.

export const faucetAbi = [
  {
    "type": "constructor",
    "inputs": [
      {
        "name": "token_",
        "type": "address",
        "internalType": "contract IERC20"
      },
      {
        "name": "amount_",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "intervalSeconds_",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "amount",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "drip",
    "inputs": [],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "intervalSeconds",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "nextDripAt",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": [
      {
        "name": "time",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "token",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "address",
        "internalType": "contract IERC20"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "event",
    "name": "Dripped",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "amount",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      }
    ],
    "anonymous": false
  },
  {
    "type": "error",
    "name": "FaucetEmpty",
    "inputs": [
      {
        "name": "held",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "FaucetTooSoon",
    "inputs": [
      {
        "name": "nextDripAt",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SafeERC20FailedOperation",
    "inputs": [
      {
        "name": "token",
        "type": "address",
        "internalType": "address"
      }
    ]
  }
] as const

export const faucetBytecode = '0x60e0346100a257601f6105a638819003918201601f19168301916001600160401b038311848410176100a6578084926060946040528339810103126100a2578051906001600160a01b03821682036100a257604060208201519101519160805260a05260c0526040516104eb90816100bb8239608051818181609d015261015f015260a05181818160fa01526101dd015260c05181818161020701526104c80152f35b5f80fd5b634e487b7160e01b5f52604160045260245ffdfe6080806040526004361015610012575f80fd5b5f3560e01c9081637d1cd04f14610495575080637e18627d146104305780639f678cca1461011d578063aa8c217c146100c55763fc0c546a14610053575f80fd5b346100c1575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126100c157602060405173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b5f80fd5b346100c1575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126100c15760206040517f00000000000000000000000000000000000000000000000000000000000000008152f35b346100c1575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126100c157335f525f60205260405f205442106103f9577f000000000000000000000000000000000000000000000000000000000000000073ffffffffffffffffffffffffffffffffffffffff811690604051907f70a08231000000000000000000000000000000000000000000000000000000008252306004830152602082602481865afa9182156103ee575f92610359575b507f00000000000000000000000000000000000000000000000000000000000000009182811061032e57507f0000000000000000000000000000000000000000000000000000000000000000420180421161030157335f525f60205260405f20556040518281527f0daf449977d5acafa35195e10b3eb92f97839892a6653afaba222379b58d8a9b60203392a2604051917fa9059cbb000000000000000000000000000000000000000000000000000000005f523360045260245260205f60448180855af19160015f51148316156102e1575b5050156102b657005b7f5274afe7000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b60018315166102f957503b15153d15161682806102ad565b3d5f823e3d90fd5b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b7f43ae5943000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b90915060203d6020116103e7575b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f820116820182811067ffffffffffffffff8211176103ba576020918391604052810103126100c1575190836101da565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b503d610367565b6040513d5f823e3d90fd5b335f525f60205260405f20547fc35efe45000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b346100c15760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126100c15760043573ffffffffffffffffffffffffffffffffffffffff81168091036100c1575f525f602052602060405f2054604051908152f35b346100c1575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126100c1576020907f00000000000000000000000000000000000000000000000000000000000000008152f3' as const
